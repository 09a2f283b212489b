// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demo_parts.h"

namespace tributary::demo {

namespace {

constexpr const char* kTables = R"(
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE regions (region_id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_zh TEXT NOT NULL, currency TEXT NOT NULL);
CREATE TABLE stores (store_id INTEGER PRIMARY KEY, region_id INTEGER NOT NULL REFERENCES regions(region_id),
  city TEXT NOT NULL, city_zh TEXT NOT NULL, opened DATE NOT NULL);
CREATE TABLE employees (employee_id INTEGER PRIMARY KEY, store_id INTEGER NOT NULL REFERENCES stores(store_id),
  name TEXT NOT NULL, role TEXT NOT NULL, manager_id INTEGER REFERENCES employees(employee_id), hired DATE NOT NULL);
CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_zh TEXT, email TEXT NOT NULL,
  region_id INTEGER NOT NULL REFERENCES regions(region_id), member BOOLEAN NOT NULL, since DATE NOT NULL);
CREATE TABLE categories (category_id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_zh TEXT NOT NULL);
CREATE TABLE suppliers (supplier_id INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL, machine TEXT NOT NULL);
CREATE TABLE products (product_id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_zh TEXT NOT NULL,
  category_id INTEGER NOT NULL REFERENCES categories(category_id),
  supplier_id INTEGER NOT NULL REFERENCES suppliers(supplier_id), price DECIMAL(10,2) NOT NULL, weight_g REAL);
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers(customer_id),
  store_id INTEGER NOT NULL REFERENCES stores(store_id), employee_id INTEGER REFERENCES employees(employee_id),
  ordered_at DATETIME NOT NULL, currency TEXT NOT NULL, status TEXT NOT NULL);
CREATE TABLE order_lines (order_id INTEGER NOT NULL REFERENCES orders(order_id), line INTEGER NOT NULL,
  product_id INTEGER NOT NULL REFERENCES products(product_id), quantity INTEGER NOT NULL,
  unit_price DECIMAL(10,2) NOT NULL, discount DECIMAL(4,2), PRIMARY KEY (order_id, line)) WITHOUT ROWID;
CREATE TABLE payments (payment_id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders(order_id),
  method TEXT NOT NULL, amount DECIMAL(12,2) NOT NULL, paid_at DATETIME);
CREATE TABLE shipments (shipment_id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders(order_id),
  carrier TEXT NOT NULL, shipped_on DATE, delivered_on DATE);
CREATE TABLE reviews (review_id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES products(product_id),
  customer_id INTEGER NOT NULL REFERENCES customers(customer_id), stars INTEGER NOT NULL, comment TEXT,
  written_on DATE NOT NULL);
BEGIN;)";

constexpr const char* kPeople = R"(
CREATE TEMP TABLE n (i INTEGER PRIMARY KEY);
INSERT INTO n WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 20000) SELECT i FROM c;
CREATE TEMP TABLE w (kind TEXT, i INTEGER, en TEXT, zh TEXT);
INSERT INTO w VALUES
 ('first',0,'Anna','安娜'),('first',1,'Wei','伟'),('first',2,'Lars','拉尔斯'),('first',3,'Mei','梅'),
 ('first',4,'José','何塞'),('first',5,'Yan','燕'),('first',6,'Zoë','佐伊'),('first',7,'Min','敏'),
 ('first',8,'Grace','格蕾丝'),('first',9,'Jun','俊'),('first',10,'Olga','奥尔加'),('first',11,'Tom','汤姆'),
 ('last',0,'Li','李'),('last',1,'Wang','王'),('last',2,'Müller','穆勒'),('last',3,'Zhang','张'),
 ('last',4,'García','加西亚'),('last',5,'Chen','陈'),('last',6,'O''Brien','奥布莱恩'),('last',7,'Liu','刘'),
 ('last',8,'Smith','史密斯'),('last',9,'Zhao','赵'),('last',10,'Novák','诺瓦克'),
 ('city',0,'Shanghai','上海'),('city',1,'Beijing','北京'),('city',2,'Berlin','柏林'),('city',3,'Madrid','马德里'),
 ('city',4,'London','伦敦'),('city',5,'Leeds','利兹'),('city',6,'New York','纽约'),('city',7,'Chicago','芝加哥'),
 ('city',8,'Tokyo','东京'),('city',9,'Osaka','大阪'),
 ('thing',0,'Kettle','水壶'),('thing',1,'Lamp','台灯'),('thing',2,'Chair','椅子'),('thing',3,'Teapot','茶壶'),
 ('thing',4,'Notebook','笔记本'),('thing',5,'Headphones','耳机'),('thing',6,'Backpack','背包'),('thing',7,'Bicycle bell','车铃'),
 ('kind',0,'Classic','经典'),('kind',1,'Compact','迷你'),('kind',2,'Travel','旅行'),('kind',3,'Studio','工作室'),
 ('kind',4,'Nordic','北欧'),('kind',5,'Bamboo','竹制');
INSERT INTO regions VALUES (1,'China','中国','CNY'),(2,'Euro area','欧元区','EUR'),(3,'United Kingdom','英国','GBP'),
 (4,'United States','美国','USD'),(5,'Japan','日本','JPY');
INSERT INTO stores SELECT i + 1, i / 2 + 1, en, zh, date('2015-03-01', '+' || pick(i, 1, 2500) || ' days') FROM w WHERE kind = 'city';
INSERT INTO employees SELECT n.i, (n.i - 1) % 10 + 1, f.en || ' ' || l.en, CASE WHEN n.i <= 10 THEN 'Manager' ELSE 'Sales' END,
 CASE WHEN n.i > 10 THEN (n.i - 1) % 10 + 1 END, date('2016-01-01', '+' || pick(n.i, 2, 3000) || ' days')
 FROM n, w f, w l WHERE n.i <= 60 AND f.kind = 'first' AND f.i = pick(n.i, 3, 12) AND l.kind = 'last' AND l.i = pick(n.i, 4, 11);
INSERT INTO customers SELECT n.i, f.en || ' ' || l.en, CASE WHEN pick(n.i, 5, 3) > 0 THEN l.zh || f.zh END,
 'customer' || n.i || '@example.com', pick(n.i, 6, 5) + 1, pick(n.i, 7, 3) = 0, date('2022-01-01', '+' || pick(n.i, 8, 900) || ' days')
 FROM n, w f, w l WHERE n.i <= 3000 AND f.kind = 'first' AND f.i = pick(n.i, 9, 12) AND l.kind = 'last' AND l.i = pick(n.i, 10, 11);
INSERT INTO categories VALUES (1,'Kitchen','厨房'),(2,'Lighting','照明'),(3,'Furniture','家具'),(4,'Tea','茶具'),
 (5,'Stationery','文具'),(6,'Audio','音响'),(7,'Bags','箱包'),(8,'Sport','运动');
INSERT INTO suppliers SELECT i, 'Supplier ' || char(64 + i), (SELECT name FROM regions WHERE region_id = i % 5 + 1),
 printf('M%02d', i) FROM n WHERE i <= 20;
INSERT INTO products SELECT t.i * 6 + k.i + 1, k.en || ' ' || t.en, k.zh || t.zh, t.i + 1, pick(t.i * 6 + k.i, 11, 20) + 1,
 round((500 + pick(t.i * 6 + k.i, 12, 19500)) / 100.0, 2), CASE WHEN pick(t.i * 6 + k.i, 13, 9) > 0 THEN 80.0 + pick(t.i * 6 + k.i, 14, 4000) / 2.0 END
 FROM w t, w k WHERE t.kind = 'thing' AND k.kind = 'kind';)";

// Orders grow over two years, peak in November and in the afternoon; the last is on 2026-06-30.
constexpr const char* kSales = R"(
INSERT INTO orders SELECT i, pick(i, 20, 3000) + 1, s, CASE WHEN pick(i, 21, 5) > 0 THEN s + 10 * pick(i, 22, 6) END,
 datetime('2026-07-01', '-' || (1 + CAST(730 * (1 - sqrt(i / 20000.0)) AS INTEGER)) || ' days',
  '+' || (28800 + pick(i, 23, 25200) + pick(i, 24, 18000)) || ' seconds'),
 (SELECT currency FROM regions WHERE region_id = (s + 1) / 2),
 CASE WHEN i > 19800 THEN 'open' WHEN pick(i, 25, 40) = 0 THEN 'cancelled' ELSE 'done' END
 FROM (SELECT i, pick(i, 26, 10) + 1 AS s FROM n);
INSERT INTO order_lines SELECT o.order_id, l.i, p.product_id, pick(o.order_id * 7 + l.i, 28, 4) + 1, p.price,
 CASE WHEN pick(o.order_id * 7 + l.i, 29, 8) = 0 THEN round((5 + 5 * pick(o.order_id, 30, 4)) / 100.0, 2) END
 FROM orders o CROSS JOIN n l CROSS JOIN products p ON p.product_id = pick(o.order_id * 7 + l.i, 27, 48) + 1
 WHERE l.i <= 1 + pick(o.order_id, 31, 5);
INSERT INTO payments SELECT o.order_id, o.order_id, CASE pick(o.order_id, 32, 4) WHEN 0 THEN 'cash' WHEN 1 THEN 'card' WHEN 2 THEN 'Alipay' ELSE 'transfer' END,
 (SELECT round(sum(quantity * unit_price * (1 - coalesce(discount, 0))), 2) FROM order_lines l WHERE l.order_id = o.order_id),
 CASE WHEN o.status = 'done' THEN datetime(o.ordered_at, '+' || pick(o.order_id, 33, 4000) || ' minutes') END
 FROM orders o WHERE o.status <> 'cancelled';
INSERT INTO shipments SELECT order_id, order_id, CASE pick(order_id, 34, 3) WHEN 0 THEN 'DHL' WHEN 1 THEN 'SF Express 顺丰' ELSE 'Royal Mail' END,
 date(ordered_at, '+' || (1 + pick(order_id, 35, 3)) || ' days'),
 CASE WHEN status = 'done' THEN date(ordered_at, '+' || (4 + pick(order_id, 36, 8)) || ' days') END
 FROM orders WHERE status <> 'cancelled' AND pick(order_id, 37, 3) > 0;
INSERT INTO reviews SELECT i, pick(i, 40, 48) + 1, pick(i, 41, 3000) + 1, 5 - pick(i, 42, 3) * pick(i, 43, 3),
 CASE pick(i, 44, 7) WHEN 0 THEN 'Just right.' WHEN 1 THEN '质量很好，会再买。' WHEN 2 THEN 'Arrived late, but works.'
  WHEN 3 THEN '颜色和图片不一样' WHEN 4 THEN 'A gift — she loved it! 🎁' WHEN 5 THEN '' END,
 date('2026-06-30', '-' || pick(i, 45, 700) || ' days') FROM n WHERE i <= 5000;
CREATE INDEX orders_by_customer ON orders(customer_id);
CREATE INDEX lines_by_product ON order_lines(product_id);
CREATE VIEW order_totals AS SELECT o.order_id, o.ordered_at, o.currency, o.status, count(*) AS lines,
 round(sum(l.quantity * l.unit_price * (1 - coalesce(l.discount, 0))), 2) AS total
 FROM orders o JOIN order_lines l ON l.order_id = o.order_id GROUP BY o.order_id;
CREATE VIEW customer_value AS SELECT c.customer_id, c.name, c.name_zh, t.currency, count(*) AS orders,
 round(sum(t.total), 2) AS revenue, max(t.ordered_at) AS last_order
 FROM customers c JOIN orders o ON o.customer_id = c.customer_id JOIN order_totals t ON t.order_id = o.order_id
 WHERE t.status = 'done' GROUP BY c.customer_id, t.currency;
CREATE VIEW category_month AS SELECT strftime('%Y-%m', o.ordered_at) AS month, g.name AS category, o.currency,
 sum(l.quantity) AS pieces, round(sum(l.quantity * l.unit_price * (1 - coalesce(l.discount, 0))), 2) AS revenue
 FROM order_lines l JOIN orders o ON o.order_id = l.order_id JOIN products p ON p.product_id = l.product_id
 JOIN categories g ON g.category_id = p.category_id WHERE o.status <> 'cancelled' GROUP BY 1, 2, 3;
CREATE VIEW best_customers AS SELECT name, currency, revenue, rank() OVER (PARTITION BY currency ORDER BY revenue DESC) AS place
 FROM customer_value;
DROP TABLE w; DROP TABLE n;
COMMIT; ANALYZE;)";

}  // namespace

const std::vector<std::string>& shopStatements() {
    static const std::vector<std::string> statements = {kTables, kPeople, kSales};
    return statements;
}

}  // namespace tributary::demo
