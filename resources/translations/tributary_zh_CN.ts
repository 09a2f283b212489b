<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Descriptor</name>
    <message>
        <source>PostgreSQL</source>
        <translation>PostgreSQL</translation>
    </message>
    <message>
        <source>PostgreSQL and databases that speak its protocol.</source>
        <translation>PostgreSQL 以及使用其协议的数据库。</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>Name or address of the server, or the folder of its Unix socket.</source>
        <translation>服务器的名称或地址，或其 Unix 套接字所在文件夹。</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>TCP port of the server.</source>
        <translation>服务器的 TCP 端口。</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>数据库</translation>
    </message>
    <message>
        <source>Empty: the one named like the user.</source>
        <translation>留空：与用户同名的数据库。</translation>
    </message>
    <message>
        <source>postgres</source>
        <translation>postgres</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Role to log in as; empty: your login name.</source>
        <translation>登录使用的角色；留空：您的登录名。</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Empty: taken from ~/.pgpass if that has it.</source>
        <translation>留空：如 ~/.pgpass 中有则从中读取。</translation>
    </message>
    <message>
        <source>TLS mode</source>
        <translation>TLS 模式</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>How far the connection is encrypted and the server's identity checked.</source>
        <translation>连接的加密程度以及对服务器身份的检查程度。</translation>
    </message>
    <message>
        <source>No TLS</source>
        <translation>不使用 TLS</translation>
    </message>
    <message>
        <source>TLS if the server offers it</source>
        <translation>服务器支持时使用 TLS</translation>
    </message>
    <message>
        <source>TLS, any certificate</source>
        <translation>TLS，任意证书</translation>
    </message>
    <message>
        <source>TLS, certificate of a trusted authority</source>
        <translation>TLS，受信任机构签发的证书</translation>
    </message>
    <message>
        <source>TLS, trusted certificate for this very host</source>
        <translation>TLS，与此主机匹配的受信任证书</translation>
    </message>
    <message>
        <source>Authority certificate</source>
        <translation>机构证书</translation>
    </message>
    <message>
        <source>PEM file; empty: the system's certificates.</source>
        <translation>PEM 文件；留空：系统证书。</translation>
    </message>
    <message>
        <source>Client certificate</source>
        <translation>客户端证书</translation>
    </message>
    <message>
        <source>PEM file, if the server asks for one.</source>
        <translation>PEM 文件，如服务器要求。</translation>
    </message>
    <message>
        <source>Client key</source>
        <translation>客户端密钥</translation>
    </message>
    <message>
        <source>PEM file that only you may read.</source>
        <translation>仅您可读的 PEM 文件。</translation>
    </message>
    <message>
        <source>Connect timeout (s)</source>
        <translation>连接超时（秒）</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>0: wait for ever.</source>
        <translation>0：一直等待。</translation>
    </message>
    <message>
        <source>Statement timeout (s)</source>
        <translation>语句超时（秒）</translation>
    </message>
    <message>
        <source>The server stops a longer statement; 0: never.</source>
        <translation>服务器会停止超时的语句；0：从不。</translation>
    </message>
    <message>
        <source>How rows are fetched</source>
        <translation>取行方式</translation>
    </message>
    <message>
        <source>Binary COPY is the fastest; some servers and proxies only know plain statements.</source>
        <translation>二进制 COPY 最快；有些服务器和代理只支持普通语句。</translation>
    </message>
    <message>
        <source>COPY, else plain statements</source>
        <translation>COPY，否则普通语句</translation>
    </message>
    <message>
        <source>Plain statements only</source>
        <translation>仅普通语句</translation>
    </message>
    <message>
        <source>MySQL / MariaDB</source>
        <translation>MySQL / MariaDB</translation>
    </message>
    <message>
        <source>MySQL 5.7 and later, MariaDB 10 and later.</source>
        <translation>MySQL 5.7 及以后版本，MariaDB 10 及以后版本。</translation>
    </message>
    <message>
        <source>Name or address of the server.</source>
        <translation>服务器的名称或地址。</translation>
    </message>
    <message>
        <source>TCP port the server listens on.</source>
        <translation>服务器监听的 TCP 端口。</translation>
    </message>
    <message>
        <source>Account on the server.</source>
        <translation>服务器上的账户。</translation>
    </message>
    <message>
        <source>Kept in the secret store.</source>
        <translation>保存在密钥库中。</translation>
    </message>
    <message>
        <source>Default database of native statements; all databases are listed anyway.</source>
        <translation>原生语句的默认数据库；无论如何都会列出所有数据库。</translation>
    </message>
    <message>
        <source>How the connection is encrypted.</source>
        <translation>连接的加密方式。</translation>
    </message>
    <message>
        <source>Use TLS if the server offers it</source>
        <translation>服务器支持时使用 TLS</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>Always, any certificate</source>
        <translation>始终，任意证书</translation>
    </message>
    <message>
        <source>Always, check certificate and host name</source>
        <translation>始终，检查证书和主机名</translation>
    </message>
    <message>
        <source>Authority</source>
        <translation>证书机构</translation>
    </message>
    <message>
        <source>PEM file of the authority that signed the server's certificate; empty: the system's.</source>
        <translation>签发服务器证书的机构的 PEM 文件；留空：系统证书。</translation>
    </message>
    <message>
        <source>PEM file of the client certificate's key.</source>
        <translation>客户端证书密钥的 PEM 文件。</translation>
    </message>
    <message>
        <source>Unix socket</source>
        <translation>Unix 套接字</translation>
    </message>
    <message>
        <source>Path of the server's socket on this machine; used instead of host and port.</source>
        <translation>本机上服务器套接字的路径；代替主机和端口。</translation>
    </message>
    <message>
        <source>How long to wait for the server when a session is opened.</source>
        <translation>打开会话时等待服务器的时间。</translation>
    </message>
    <message>
        <source>How long a statement may run; 0 means without limit.</source>
        <translation>语句可运行的时间；0 表示不限。</translation>
    </message>
    <message>
        <source>Zero dates</source>
        <translation>零日期</translation>
    </message>
    <message>
        <source>What becomes of 0000-00-00 and other dates no calendar has.</source>
        <translation>如何处理 0000-00-00 等日历中不存在的日期。</translation>
    </message>
    <message>
        <source>Stop with an error</source>
        <translation>报错停止</translation>
    </message>
    <message>
        <source>Show NULL</source>
        <translation>显示为 NULL</translation>
    </message>
    <message>
        <source>Keep all dates as text</source>
        <translation>所有日期保留为文本</translation>
    </message>
    <message>
        <source>tinyint(1) is boolean</source>
        <translation>tinyint(1) 视为布尔值</translation>
    </message>
    <message>
        <source>Show tinyint(1) as true and false instead of a number.</source>
        <translation>将 tinyint(1) 显示为 true 和 false 而非数字。</translation>
    </message>
    <message>
        <source>ClickHouse</source>
        <translation>ClickHouse</translation>
    </message>
    <message>
        <source>Column store for analytics, over its HTTP interface.</source>
        <translation>用于分析的列式数据库，通过其 HTTP 接口。</translation>
    </message>
    <message>
        <source>Of the HTTP interface, not of the native protocol.</source>
        <translation>HTTP 接口的端口，而非原生协议的端口。</translation>
    </message>
    <message>
        <source>8123, or 8443 with TLS</source>
        <translation>8123，使用 TLS 时为 8443</translation>
    </message>
    <message>
        <source>Name of the ClickHouse user.</source>
        <translation>ClickHouse 用户名。</translation>
    </message>
    <message>
        <source>Empty for a user without a password.</source>
        <translation>无密码的用户请留空。</translation>
    </message>
    <message>
        <source>Where names without a database are looked up.</source>
        <translation>未带数据库的名称在此查找。</translation>
    </message>
    <message>
        <source>Not encrypted</source>
        <translation>不加密</translation>
    </message>
    <message>
        <source>Encrypted, any certificate</source>
        <translation>加密，任意证书</translation>
    </message>
    <message>
        <source>Encrypted, certificate and host name are checked</source>
        <translation>加密，检查证书和主机名</translation>
    </message>
    <message>
        <source>Certificate authority</source>
        <translation>证书颁发机构</translation>
    </message>
    <message>
        <source>PEM file of trusted certificates; empty: those of the system.</source>
        <translation>受信任证书的 PEM 文件；留空：系统证书。</translation>
    </message>
    <message>
        <source>PEM file of the certificate's key.</source>
        <translation>证书密钥的 PEM 文件。</translation>
    </message>
    <message>
        <source>Strings</source>
        <translation>字符串</translation>
    </message>
    <message>
        <source>ClickHouse keeps any bytes in a String. As text, a value that is not UTF-8 is an error; as bytes, all values can be read.</source>
        <translation>ClickHouse 的 String 可存放任意字节。作为文本时，非 UTF-8 的值会报错；作为字节时可读取所有值。</translation>
    </message>
    <message>
        <source>As text (UTF-8)</source>
        <translation>作为文本 (UTF-8)</translation>
    </message>
    <message>
        <source>As bytes</source>
        <translation>作为字节</translation>
    </message>
    <message>
        <source>Compression</source>
        <translation>压缩</translation>
    </message>
    <message>
        <source>LZ4 between server and program: saves network, costs some processor time.</source>
        <translation>服务器与程序之间使用 LZ4：节省网络，占用少量处理器时间。</translation>
    </message>
    <message>
        <source>Unless the server is on this machine</source>
        <translation>服务器不在本机时</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>始终</translation>
    </message>
    <message>
        <source>How long to wait for the server to take the connection.</source>
        <translation>等待服务器接受连接的时间。</translation>
    </message>
    <message>
        <source>How long a statement may run; 0: no limit.</source>
        <translation>语句可运行的时间；0：不限。</translation>
    </message>
    <message>
        <source>SQLite</source>
        <translation>SQLite</translation>
    </message>
    <message>
        <source>A SQLite database file.</source>
        <translation>一个 SQLite 数据库文件。</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>The database file. It is never created.</source>
        <translation>数据库文件。不会被新建。</translation>
    </message>
    <message>
        <source>/path/to/data.db</source>
        <translation>/路径/data.db</translation>
    </message>
    <message>
        <source>Column types</source>
        <translation>列类型</translation>
    </message>
    <message>
        <source>SQLite lets a column hold values of any type. A value that does not fit is never changed: it is an error that names it, or the column is handed out as exact text.</source>
        <translation>SQLite 允许列存放任意类型的值。不符合类型的值绝不会被改动：要么报错并指出该值，要么整列以精确文本给出。</translation>
    </message>
    <message>
        <source>Declared, unless sampled rows differ</source>
        <translation>按声明，除非抽样的行不符</translation>
    </message>
    <message>
        <source>As declared</source>
        <translation>按声明</translation>
    </message>
    <message>
        <source>Exact text</source>
        <translation>精确文本</translation>
    </message>
    <message>
        <source>Attach</source>
        <translation>附加</translation>
    </message>
    <message>
        <source>Further database files, as name=path, separated by semicolons.</source>
        <translation>其他数据库文件，格式为 名称=路径，用分号分隔。</translation>
    </message>
    <message>
        <source>Wait for locks (s)</source>
        <translation>等待锁（秒）</translation>
    </message>
    <message>
        <source>How long to wait while another program holds the file locked.</source>
        <translation>其他程序锁定文件时等待的时间。</translation>
    </message>
    <message>
        <source>Longest time a statement may run; 0: no limit.</source>
        <translation>语句可运行的最长时间；0：不限。</translation>
    </message>
    <message>
        <source>DuckDB</source>
        <translation>DuckDB</translation>
    </message>
    <message>
        <source>A DuckDB database file.</source>
        <translation>一个 DuckDB 数据库文件。</translation>
    </message>
    <message>
        <source>/path/to/data.duckdb</source>
        <translation>/路径/data.duckdb</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>访问方式</translation>
    </message>
    <message>
        <source>A file opened for writing cannot be opened by another program at the same time.</source>
        <translation>以写入方式打开的文件不能同时被其他程序打开。</translation>
    </message>
    <message>
        <source>Read only</source>
        <translation>只读</translation>
    </message>
    <message>
        <source>Read and write</source>
        <translation>读写</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>CSV, TSV, JSON and Parquet: a file, or a folder whose files are tables.</source>
        <translation>CSV、TSV、JSON 和 Parquet：一个文件，或以其中文件为表的文件夹。</translation>
    </message>
    <message>
        <source>File or folder</source>
        <translation>文件或文件夹</translation>
    </message>
    <message>
        <source>A file, a folder, or a pattern such as *.csv.</source>
        <translation>文件、文件夹或如 *.csv 的模式。</translation>
    </message>
    <message>
        <source>/path/to/folder</source>
        <translation>/路径/文件夹</translation>
    </message>
    <message>
        <source>Delimiter</source>
        <translation>分隔符</translation>
    </message>
    <message>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <source>Empty: found out. \t is a tab.</source>
        <translation>留空：自动检测。\t 表示制表符。</translation>
    </message>
    <message>
        <source>Header line</source>
        <translation>标题行</translation>
    </message>
    <message>
        <source>Whether the first line names the columns.</source>
        <translation>首行是否为列名。</translation>
    </message>
    <message>
        <source>Find out</source>
        <translation>自动检测</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>All columns as text</source>
        <translation>所有列作为文本</translation>
    </message>
    <message>
        <source>Shows every value exactly as it is written.</source>
        <translation>按原样显示每个值。</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>utf-8 (default), latin-1 or utf-16.</source>
        <translation>utf-8（默认）、latin-1 或 utf-16。</translation>
    </message>
    <message>
        <source>Text that means NULL</source>
        <translation>表示 NULL 的文本</translation>
    </message>
    <message>
        <source>Empty: only nothing between two delimiters is NULL; "" is an empty text.</source>
        <translation>留空：只有两个分隔符之间没有内容才是 NULL；"" 是空文本。</translation>
    </message>
    <message>
        <source>InfluxDB 1.x</source>
        <translation>InfluxDB 1.x</translation>
    </message>
    <message>
        <source>InfluxDB 1.4 to 1.12, read with InfluxQL.</source>
        <translation>InfluxDB 1.4 至 1.12，使用 InfluxQL 读取。</translation>
    </message>
    <message>
        <source>Port of the HTTP interface.</source>
        <translation>HTTP 接口的端口。</translation>
    </message>
    <message>
        <source>Whether to use HTTPS, and how far the server's identity is checked.</source>
        <translation>是否使用 HTTPS，以及对服务器身份的检查程度。</translation>
    </message>
    <message>
        <source>How long to wait for the server to answer the call.</source>
        <translation>等待服务器应答的时间。</translation>
    </message>
    <message>
        <source>Empty: all that the user may see.</source>
        <translation>留空：该用户可见的全部。</translation>
    </message>
    <message>
        <source>Empty: no authentication.</source>
        <translation>留空：不进行身份验证。</translation>
    </message>
    <message>
        <source>The user's password.</source>
        <translation>该用户的密码。</translation>
    </message>
    <message>
        <source>InfluxDB 2.x</source>
        <translation>InfluxDB 2.x</translation>
    </message>
    <message>
        <source>InfluxDB 2 and InfluxDB Cloud, read with Flux.</source>
        <translation>InfluxDB 2 与 InfluxDB Cloud，用 Flux 读取。</translation>
    </message>
    <message>
        <source>Organization</source>
        <translation>组织</translation>
    </message>
    <message>
        <source>Name of the organization.</source>
        <translation>组织的名称。</translation>
    </message>
    <message>
        <source>Bucket</source>
        <translation>存储桶</translation>
    </message>
    <message>
        <source>Empty: all that the token may read.</source>
        <translation>留空：令牌可读取的全部。</translation>
    </message>
    <message>
        <source>API token</source>
        <translation>API 令牌</translation>
    </message>
    <message>
        <source>A token that may read the buckets.</source>
        <translation>可读取这些存储桶的令牌。</translation>
    </message>
    <message>
        <source>InfluxDB 3</source>
        <translation>InfluxDB 3</translation>
    </message>
    <message>
        <source>InfluxDB 3 Core and Enterprise, read with SQL.</source>
        <translation>InfluxDB 3 Core 与 Enterprise，用 SQL 读取。</translation>
    </message>
    <message>
        <source>Empty: all that the token may list; native SQL needs one.</source>
        <translation>留空：令牌可列出的全部；原生 SQL 需要指定一个。</translation>
    </message>
    <message>
        <source>A token that may read the database.</source>
        <translation>可读取该数据库的令牌。</translation>
    </message>
    <message>
        <source>Prometheus</source>
        <translation>Prometheus</translation>
    </message>
    <message>
        <source>Prometheus, VictoriaMetrics, Thanos or Mimir, read with PromQL.</source>
        <translation>Prometheus、VictoriaMetrics、Thanos 或 Mimir，用 PromQL 读取。</translation>
    </message>
    <message>
        <source>Path prefix</source>
        <translation>路径前缀</translation>
    </message>
    <message>
        <source>What stands before /api/v1 in the server's addresses; mostly nothing.</source>
        <translation>服务器地址中 /api/v1 之前的部分；多数情况下为空。</translation>
    </message>
    <message>
        <source>/prometheus</source>
        <translation>/prometheus</translation>
    </message>
    <message>
        <source>Bearer token</source>
        <translation>Bearer 令牌</translation>
    </message>
    <message>
        <source>Sent instead of user and password, where a proxy or service asks for one.</source>
        <translation>代理或服务要求时，用它代替用户名和密码。</translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation>租户</translation>
    </message>
    <message>
        <source>Sent as X-Scope-OrgID, for servers that keep several tenants apart.</source>
        <translation>作为 X-Scope-OrgID 发送，用于区分多个租户的服务器。</translation>
    </message>
    <message>
        <source>Hours without a time filter</source>
        <translation>无时间过滤时的小时数</translation>
    </message>
    <message>
        <source>How far back a table is read when no filter on time says so; 0: everything.</source>
        <translation>没有时间过滤时向前读取表的时长；0：全部。</translation>
    </message>
    <message>
        <source>Alertmanager</source>
        <translation>Alertmanager</translation>
    </message>
    <message>
        <source>Alerts handed on to a Prometheus Alertmanager, which then routes them.</source>
        <translation>把告警交给 Prometheus Alertmanager，由它负责路由。</translation>
    </message>
    <message>
        <source>Valid for (minutes)</source>
        <translation>有效期（分钟）</translation>
    </message>
    <message>
        <source>How long an alert fires there without news from here; longer than the repeat interval.</source>
        <translation>没有新消息时告警在那边持续多久；应长于重复间隔。</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Such as http://localhost:9093; several with commas between.</source>
        <translation>例如 http://localhost:9093；多个地址用逗号分隔。</translation>
    </message>
    <message>
        <source>For Basic authentication.</source>
        <translation>用于 Basic 认证。</translation>
    </message>
    <message>
        <source>Sent as Authorization: Bearer.</source>
        <translation>以 Authorization: Bearer 发送。</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>A program on this machine, with the message as JSON on its standard input; off by default.</source>
        <translation>本机上的程序，消息以 JSON 写入其标准输入；默认关闭。</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>The whole path; no shell looks at it.</source>
        <translation>完整路径；不经过 shell。</translation>
    </message>
    <message>
        <source>Arguments</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>One a line, each a template; a line is one argument whatever is in it.</source>
        <translation>每行一个，均为模板；无论内容如何，一行就是一个参数。</translation>
    </message>
    <message>
        <source>Desktop</source>
        <translation>桌面</translation>
    </message>
    <message>
        <source>A notification on this desktop while the window runs.</source>
        <translation>窗口运行时在此桌面显示通知。</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>正文</translation>
    </message>
    <message>
        <source>DingTalk</source>
        <translation>钉钉</translation>
    </message>
    <message>
        <source>A message of a custom robot in a DingTalk group.</source>
        <translation>钉钉群自定义机器人的消息。</translation>
    </message>
    <message>
        <source>Access token</source>
        <translation>访问令牌</translation>
    </message>
    <message>
        <source>Of the robot's address, behind access_token=.</source>
        <translation>机器人地址中 access_token= 之后的部分。</translation>
    </message>
    <message>
        <source>Signing key</source>
        <translation>签名密钥</translation>
    </message>
    <message>
        <source>SEC…, when the robot's security setting is "signature".</source>
        <translation>SEC…，机器人安全设置为“加签”时填写。</translation>
    </message>
    <message>
        <source>Mention</source>
        <translation>提醒</translation>
    </message>
    <message>
        <source>Phone numbers, with commas between.</source>
        <translation>手机号，用逗号分隔。</translation>
    </message>
    <message>
        <source>Mention everybody</source>
        <translation>提醒所有人</translation>
    </message>
    <message>
        <source>Tells everybody in the group.</source>
        <translation>通知群内所有人。</translation>
    </message>
    <message>
        <source>Text (Markdown)</source>
        <translation>正文（Markdown）</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>电子邮件</translation>
    </message>
    <message>
        <source>A mail with the alerts as text and HTML, and a chart of the rule; one thread for each group.</source>
        <translation>以文本和 HTML 列出告警的邮件，附规则图表；每个分组一个会话。</translation>
    </message>
    <message>
        <source>587 with STARTTLS, 465 with smtps, 25 inside a network.</source>
        <translation>STARTTLS 用 587，smtps 用 465，内网用 25。</translation>
    </message>
    <message>
        <source>Mail server</source>
        <translation>邮件服务器</translation>
    </message>
    <message>
        <source>Such as smtp.example.org.</source>
        <translation>例如 smtp.example.org。</translation>
    </message>
    <message>
        <source>From</source>
        <translation>发件人</translation>
    </message>
    <message>
        <source>"Tributary &lt;alerts@example.org&gt;" or an address.</source>
        <translation>“Tributary &lt;alerts@example.org&gt;”或一个地址。</translation>
    </message>
    <message>
        <source>To</source>
        <translation>收件人</translation>
    </message>
    <message>
        <source>Addresses, with commas between.</source>
        <translation>地址，用逗号分隔。</translation>
    </message>
    <message>
        <source>Or an app password.</source>
        <translation>或应用专用密码。</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>加密</translation>
    </message>
    <message>
        <source>STARTTLS: nothing is sent when the server does not offer it.</source>
        <translation>STARTTLS：服务器不支持时什么都不发送。</translation>
    </message>
    <message>
        <source>STARTTLS</source>
        <translation>STARTTLS</translation>
    </message>
    <message>
        <source>smtps</source>
        <translation>smtps</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>HTML</source>
        <translation>HTML</translation>
    </message>
    <message>
        <source>Own name</source>
        <translation>本机名称</translation>
    </message>
    <message>
        <source>What this machine calls itself (EHLO).</source>
        <translation>本机的自称（EHLO）。</translation>
    </message>
    <message>
        <source>Feishu / Lark</source>
        <translation>飞书 / Lark</translation>
    </message>
    <message>
        <source>A card of a custom robot in a Feishu or Lark group.</source>
        <translation>飞书或 Lark 群自定义机器人的卡片。</translation>
    </message>
    <message>
        <source>Hook token</source>
        <translation>Hook 令牌</translation>
    </message>
    <message>
        <source>The last part of the robot's address, behind /hook/.</source>
        <translation>机器人地址的最后一段，在 /hook/ 之后。</translation>
    </message>
    <message>
        <source>When the robot's security setting is "signature".</source>
        <translation>机器人安全设置为“签名校验”时填写。</translation>
    </message>
    <message>
        <source>Service address</source>
        <translation>服务地址</translation>
    </message>
    <message>
        <source>Only for a mirror or a proxy of the service.</source>
        <translation>仅用于该服务的镜像或代理。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Of the texts this program brings.</source>
        <translation>本程序自带文本的语言。</translation>
    </message>
    <message>
        <source>As the program</source>
        <translation>与程序相同</translation>
    </message>
    <message>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <source>中文</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>PEM file of the authority to trust; empty: the system's.</source>
        <translation>要信任的颁发机构的 PEM 文件；留空：使用系统的。</translation>
    </message>
    <message>
        <source>Check the certificate</source>
        <translation>检查证书</translation>
    </message>
    <message>
        <source>Off only for tests: anybody in between could read the messages.</source>
        <translation>仅测试时关闭：中间人可能读到消息。</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>A Go template as in Alertmanager; empty: the text this program brings.</source>
        <translation>与 Alertmanager 相同的 Go 模板；留空：使用本程序自带的文本。</translation>
    </message>
    <message>
        <source>{{ template "tributary.title" . }}</source>
        <translation>{{ template "tributary.title" . }}</translation>
    </message>
    <message>
        <source>PagerDuty</source>
        <translation>PagerDuty</translation>
    </message>
    <message>
        <source>An incident in PagerDuty (Events API v2); it is resolved when the alerts are.</source>
        <translation>PagerDuty 事件（Events API v2）；告警恢复时随之解决。</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Empty: from the label severity.</source>
        <translation>留空：取自标签 severity。</translation>
    </message>
    <message>
        <source>From the label</source>
        <translation>取自标签</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>严重</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>Integration key</source>
        <translation>集成密钥</translation>
    </message>
    <message>
        <source>Of the service's Events API v2 integration.</source>
        <translation>服务的 Events API v2 集成密钥。</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>What is affected; empty: the label instance.</source>
        <translation>受影响的对象；留空：标签 instance。</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Slack</source>
        <translation>Slack</translation>
    </message>
    <message>
        <source>A message in a Slack channel, by an incoming webhook or a bot token.</source>
        <translation>通过传入 Webhook 或机器人令牌发到 Slack 频道的消息。</translation>
    </message>
    <message>
        <source>Webhook address</source>
        <translation>Webhook 地址</translation>
    </message>
    <message>
        <source>https://hooks.slack.com/services/…: whoever has it can post.</source>
        <translation>https://hooks.slack.com/services/…：拿到它的人都能发消息。</translation>
    </message>
    <message>
        <source>Bot token</source>
        <translation>机器人令牌</translation>
    </message>
    <message>
        <source>xoxb-…, instead of a webhook; needs chat:write.</source>
        <translation>xoxb-…，代替 Webhook；需要 chat:write 权限。</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>频道</translation>
    </message>
    <message>
        <source>#alerts or a channel id; a webhook has its own.</source>
        <translation>#alerts 或频道 ID；Webhook 自带频道。</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>Who seems to write; where Slack allows it.</source>
        <translation>显示的发送者；视 Slack 是否允许。</translation>
    </message>
    <message>
        <source>Icon</source>
        <translation>图标</translation>
    </message>
    <message>
        <source>An emoji such as :rotating_light:; where Slack allows it.</source>
        <translation>表情符号，例如 :rotating_light:；视 Slack 是否允许。</translation>
    </message>
    <message>
        <source>Telegram</source>
        <translation>Telegram</translation>
    </message>
    <message>
        <source>A message of a bot in a Telegram chat.</source>
        <translation>机器人在 Telegram 聊天中的消息。</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>The chat's number, or @name of a public channel.</source>
        <translation>聊天的编号，或公开频道的 @名称。</translation>
    </message>
    <message>
        <source>As BotFather gave it.</source>
        <translation>由 BotFather 提供。</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>话题</translation>
    </message>
    <message>
        <source>Number of a topic in a group; empty: none.</source>
        <translation>群内话题的编号；留空：无。</translation>
    </message>
    <message>
        <source>Without sound</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>The message makes no sound.</source>
        <translation>消息不发出声音。</translation>
    </message>
    <message>
        <source>Text (HTML)</source>
        <translation>正文（HTML）</translation>
    </message>
    <message>
        <source>Webhook</source>
        <translation>Webhook</translation>
    </message>
    <message>
        <source>Alertmanager's webhook (version 4) to any address, signed if wanted.</source>
        <translation>向任意地址发送 Alertmanager Webhook（第 4 版），可签名。</translation>
    </message>
    <message>
        <source>Most alerts</source>
        <translation>最多告警数</translation>
    </message>
    <message>
        <source>In one message; 0: all.</source>
        <translation>每条消息；0：全部。</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Where the messages are posted to.</source>
        <translation>消息发送到的地址。</translation>
    </message>
    <message>
        <source>Secret address</source>
        <translation>保密地址</translation>
    </message>
    <message>
        <source>Instead, when the address itself gives access.</source>
        <translation>当地址本身即可授予访问权限时，代替上一项。</translation>
    </message>
    <message>
        <source>Every message then has an HMAC-SHA256 of its time and body in X-Tributary-Signature.</source>
        <translation>每条消息都在 X-Tributary-Signature 中带有其时间与正文的 HMAC-SHA256。</translation>
    </message>
    <message>
        <source>WeCom</source>
        <translation>企业微信</translation>
    </message>
    <message>
        <source>A message of a group robot in WeCom.</source>
        <translation>企业微信群机器人的消息。</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Of the robot's address, behind key=.</source>
        <translation>机器人地址中 key= 之后的部分。</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>A workbench for all databases you use, together.</source>
        <translation>把您使用的所有数据库放在一起的工作台。</translation>
    </message>
    <message>
        <source>Open this workspace file.</source>
        <translation>打开此工作区文件。</translation>
    </message>
    <message>
        <source>Open the demo workspace.</source>
        <translation>打开演示工作区。</translation>
    </message>
    <message>
        <source>Start without plugins.</source>
        <translation>不使用插件启动。</translation>
    </message>
</context>
<context>
    <name>tributary::desktop::Application</name>
    <message>
        <source>The lineage of what ran was not kept: %1</source>
        <translation>未能保存所运行语句的血缘：%1</translation>
    </message>
    <message>
        <source>Opening the workspace…</source>
        <translation>正在打开工作区…</translation>
    </message>
    <message>
        <source>Preparing the demo…</source>
        <translation>正在准备演示…</translation>
    </message>
    <message>
        <source>The installed plugins cannot be used: %1</source>
        <translation>无法使用已安装的插件：%1</translation>
    </message>
    <message>
        <source>Started without plugins.</source>
        <translation>已在不使用插件的情况下启动。</translation>
    </message>
</context>
<context>
    <name>tributary::desktop::PasswordBroker</name>
    <message>
        <source>No keyring answers on this desktop, so passwords of connections go into an encrypted file beside the workspace. Choose a password for it.</source>
        <translation>此桌面没有可用的密钥环，连接的密码将存入工作区旁的加密文件。请为该文件设置密码。</translation>
    </message>
    <message>
        <source>Passwords of connections are in an encrypted file beside the workspace. Enter its password.</source>
        <translation>连接的密码保存在工作区旁的加密文件中。请输入该文件的密码。</translation>
    </message>
    <message>
        <source>Secret file</source>
        <translation>密码文件</translation>
    </message>
</context>
<context>
    <name>tributary::ui</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>All of the workspace</source>
        <translation>整个工作区</translation>
    </message>
    <message>
        <source>Lineage shows where each column comes from and what hangs on it. It is collected from statements that write, from views and foreign keys, and from scripts you import.</source>
        <translation>血缘显示每一列来自何处、又影响什么。它从写入语句、视图与外键以及您导入的脚本中收集。</translation>
    </message>
    <message>
        <source>Datasets: %1</source>
        <translation>数据集：%1</translation>
    </message>
    <message>
        <source>Edges: %1</source>
        <translation>边：%1</translation>
    </message>
    <message>
        <source>Hidden: %1</source>
        <translation>已隐藏：%1</translation>
    </message>
    <message>
        <source>only the nearest %1 are shown</source>
        <translation>仅显示最近的 %1 个</translation>
    </message>
    <message>
        <source>— direct</source>
        <translation>— 直接</translation>
    </message>
    <message>
        <source>- - indirect</source>
        <translation>- - 间接</translation>
    </message>
    <message>
        <source>··· uncertain</source>
        <translation>··· 不确定</translation>
    </message>
    <message>
        <source>newest seen %1</source>
        <translation>最近见于 %1</translation>
    </message>
    <message>
        <source>As of now</source>
        <translation>截至现在</translation>
    </message>
    <message>
        <source>As of %1</source>
        <translation>截至 %1</translation>
    </message>
    <message>
        <source>Found: %1</source>
        <translation>找到：%1</translation>
    </message>
    <message>
        <source>Impact…</source>
        <translation>影响…</translation>
    </message>
    <message>
        <source>Impact of dropping %1</source>
        <translation>删除 %1 的影响</translation>
    </message>
    <message>
        <source>Impact of renaming %1</source>
        <translation>重命名 %1 的影响</translation>
    </message>
    <message>
        <source>Impact of retyping %1</source>
        <translation>更改 %1 类型的影响</translation>
    </message>
    <message>
        <source>Read the connections</source>
        <translation>读取各连接</translation>
    </message>
    <message>
        <source>Leave impact</source>
        <translation>退出影响分析</translation>
    </message>
</context>
<context>
    <name>tributary::ui::CellViewer</name>
    <message>
        <source>Value of the current cell</source>
        <translation>当前单元格的值</translation>
    </message>
    <message>
        <source>How to show the value</source>
        <translation>值的显示方式</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Wrap long lines</source>
        <translation>长行自动换行</translation>
    </message>
    <message>
        <source>Copy the whole value</source>
        <translation>复制完整的值</translation>
    </message>
    <message>
        <source>Save the whole value to a file</source>
        <translation>将完整的值保存到文件</translation>
    </message>
    <message>
        <source>Close the panel (Esc)</source>
        <translation>关闭面板 (Esc)</translation>
    </message>
    <message>
        <source>No cell</source>
        <translation>无单元格</translation>
    </message>
    <message>
        <source>Choose a cell to see its whole value.</source>
        <translation>选择一个单元格以查看完整的值。</translation>
    </message>
    <message>
        <source>row %1</source>
        <translation>第 %1 行</translation>
    </message>
    <message>
        <source>%1 characters</source>
        <translation>%1 个字符</translation>
    </message>
    <message>
        <source>the beginning is shown; copy and save take all of it</source>
        <translation>仅显示开头；复制和保存包含全部内容</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>NULL: there is no value.</source>
        <translation>NULL：没有值。</translation>
    </message>
    <message>
        <source>Empty text.</source>
        <translation>空文本。</translation>
    </message>
    <message>
        <source>Save the value</source>
        <translation>保存值</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>tributary::ui::ChartCanvas</name>
    <message>
        <source>Chart</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>(empty text)</source>
        <translation>（空文本）</translation>
    </message>
</context>
<context>
    <name>tributary::ui::ChartPage</name>
    <message>
        <source>Chart of the result</source>
        <translation>结果图表</translation>
    </message>
    <message>
        <source>Run a query to draw its rows.</source>
        <translation>运行查询以绘制其结果。</translation>
    </message>
    <message>
        <source>Kind of chart</source>
        <translation>图表类型</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>折线</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>面积</translation>
    </message>
    <message>
        <source>Bars</source>
        <translation>柱形</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>散点</translation>
    </message>
    <message>
        <source>Ring</source>
        <translation>环形</translation>
    </message>
    <message>
        <source>Column along the x axis</source>
        <translation>X 轴的列</translation>
    </message>
    <message>
        <source>Columns along the y axis</source>
        <translation>Y 轴的列</translation>
    </message>
    <message>
        <source>Show all again (double click or 0)</source>
        <translation>重新显示全部（双击或按 0）</translation>
    </message>
    <message>
        <source>Reset the zoom</source>
        <translation>重置缩放</translation>
    </message>
    <message>
        <source>X</source>
        <translation>X</translation>
    </message>
    <message>
        <source>Y</source>
        <translation>Y</translation>
    </message>
    <message>
        <source>Save the chart as a picture</source>
        <translation>将图表保存为图片</translation>
    </message>
    <message>
        <source>Save the chart</source>
        <translation>保存图表</translation>
    </message>
    <message>
        <source>Save as PNG…</source>
        <translation>另存为 PNG…</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <source>Save as SVG…</source>
        <translation>另存为 SVG…</translation>
    </message>
    <message>
        <source>SVG drawing (*.svg)</source>
        <translation>SVG 图形 (*.svg)</translation>
    </message>
    <message>
        <source>Row number</source>
        <translation>行号</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose at least one column of numbers for the y axis.</source>
        <translation>请为 Y 轴至少选择一个数字列。</translation>
    </message>
    <message>
        <source>row number</source>
        <translation>行号</translation>
    </message>
    <message>
        <source>%1 (as stored)</source>
        <translation>%1（按存储原样）</translation>
    </message>
    <message>
        <source>This statement returned no rows.</source>
        <translation>此语句没有返回行。</translation>
    </message>
    <message>
        <source>A chart needs at least one column of numbers; this result has none.</source>
        <translation>图表至少需要一个数字列；此结果没有。</translation>
    </message>
    <message>
        <source>There are no rows to draw.</source>
        <translation>没有可绘制的行。</translation>
    </message>
    <message>
        <source>Waiting for rows…</source>
        <translation>正在等待数据…</translation>
    </message>
    <message>
        <source>The chart could not be drawn. %1</source>
        <translation>无法绘制图表。%1</translation>
    </message>
    <message>
        <source>Every value of the x axis is NULL, so there is nothing to draw.</source>
        <translation>X 轴的值全部为 NULL，没有可绘制的内容。</translation>
    </message>
    <message>
        <source>%1 rows drawn through %2 points, peaks kept</source>
        <translation>%1 行以 %2 个点绘制，保留峰值</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 行</translation>
    </message>
    <message>
        <source>values with the same label are added up</source>
        <translation>相同标签的值已相加</translation>
    </message>
    <message>
        <source>%1 more labels not shown</source>
        <translation>另有 %1 个标签未显示</translation>
    </message>
    <message>
        <source>of the rows filtered in the grid</source>
        <translation>基于表格中筛选后的行</translation>
    </message>
    <message>
        <source>more rows are coming</source>
        <translation>更多行正在到达</translation>
    </message>
    <message>
        <source>The chart could not be saved to %1: %2. Choose another folder.</source>
        <translation>图表无法保存到 %1：%2。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>all others</source>
        <translation>其余全部</translation>
    </message>
    <message>
        <source>Alert on this</source>
        <translation>为此设置告警</translation>
    </message>
</context>
<context>
    <name>tributary::ui::Commands</name>
    <message>
        <source>New query</source>
        <translation>新建查询</translation>
    </message>
    <message>
        <source>Close tab</source>
        <translation>关闭标签页</translation>
    </message>
    <message>
        <source>Reopen closed tab</source>
        <translation>重新打开已关闭的标签页</translation>
    </message>
    <message>
        <source>Rename tab</source>
        <translation>重命名标签页</translation>
    </message>
    <message>
        <source>Next tab</source>
        <translation>下一个标签页</translation>
    </message>
    <message>
        <source>Previous tab</source>
        <translation>上一个标签页</translation>
    </message>
    <message>
        <source>Run statement or selection</source>
        <translation>运行语句或所选内容</translation>
    </message>
    <message>
        <source>Run script</source>
        <translation>运行脚本</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Explain statement</source>
        <translation>解释语句</translation>
    </message>
    <message>
        <source>Format statement</source>
        <translation>格式化语句</translation>
    </message>
    <message>
        <source>Complete word</source>
        <translation>补全</translation>
    </message>
    <message>
        <source>Comment or uncomment lines</source>
        <translation>注释或取消注释行</translation>
    </message>
    <message>
        <source>Find and replace</source>
        <translation>查找和替换</translation>
    </message>
    <message>
        <source>Save query</source>
        <translation>保存查询</translation>
    </message>
    <message>
        <source>Show or hide results</source>
        <translation>显示或隐藏结果</translation>
    </message>
    <message>
        <source>Go to table, column or query</source>
        <translation>转到表、列或查询</translation>
    </message>
    <message>
        <source>All commands</source>
        <translation>所有命令</translation>
    </message>
    <message>
        <source>New connection</source>
        <translation>新建连接</translation>
    </message>
    <message>
        <source>Open workspace</source>
        <translation>打开工作区</translation>
    </message>
    <message>
        <source>Open the demo</source>
        <translation>打开演示</translation>
    </message>
    <message>
        <source>Explorer</source>
        <translation>资源管理器</translation>
    </message>
    <message>
        <source>Saved queries</source>
        <translation>已保存的查询</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Show or hide the side panel</source>
        <translation>显示或隐藏侧边栏</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Lineage</source>
        <translation>血缘</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>告警</translation>
    </message>
    <message>
        <source>Plugins</source>
        <translation>插件</translation>
    </message>
</context>
<context>
    <name>tributary::ui::ConnectionDialog</name>
    <message>
        <source>Edit connection</source>
        <translation>编辑连接</translation>
    </message>
    <message>
        <source>New connection</source>
        <translation>新建连接</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Unknown type</source>
        <translation>未知类型</translation>
    </message>
    <message>
        <source>This program has no connector “%1”.</source>
        <translation>此程序没有连接器“%1”。</translation>
    </message>
    <message>
        <source>Press Test to see whether it answers, and what it is.</source>
        <translation>点击“测试”查看它是否应答以及其版本。</translation>
    </message>
    <message>
        <source>Not yet complete</source>
        <translation>尚未填写完整</translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation>正在测试…</translation>
    </message>
    <message>
        <source>It does not answer</source>
        <translation>没有应答</translation>
    </message>
    <message>
        <source>Answered in %1 ms</source>
        <translation>%1 毫秒内应答</translation>
    </message>
    <message>
        <source>Session time zone %1</source>
        <translation>会话时区 %1</translation>
    </message>
    <message>
        <source>The server itself refuses changes</source>
        <translation>服务器本身拒绝更改</translation>
    </message>
    <message>
        <source>Changes are refused by this program, not by the server</source>
        <translation>更改由本程序拒绝，而非服务器</translation>
    </message>
    <message>
        <source>It works</source>
        <translation>连接成功</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>It refuses the login</source>
        <translation>拒绝登录</translation>
    </message>
    <message>
        <source>It does not allow this</source>
        <translation>不允许此操作</translation>
    </message>
    <message>
        <source>The test failed</source>
        <translation>测试失败</translation>
    </message>
</context>
<context>
    <name>tributary::ui::ConnectionForm</name>
    <message>
        <source>a short word: it stands in SQL</source>
        <translation>一个简短的名称，会出现在 SQL 中</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Read only</source>
        <translation>只读</translation>
    </message>
    <message>
        <source>Refuse every change, on the server where it can</source>
        <translation>拒绝一切更改，尽可能由服务器强制执行</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>分组</translation>
    </message>
    <message>
        <source>The type's own colour</source>
        <translation>该类型的默认颜色</translation>
    </message>
    <message>
        <source>Colour %1</source>
        <translation>颜色 %1</translation>
    </message>
    <message>
        <source>“%1” is needed.</source>
        <translation>需要填写“%1”。</translation>
    </message>
    <message>
        <source>Give the connection a name: it stands in SQL as name.schema.table.</source>
        <translation>请为连接命名：它在 SQL 中写作 名称.模式.表。</translation>
    </message>
</context>
<context>
    <name>tributary::ui::ExplorerModel</name>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>Nothing here</source>
        <translation>此处为空</translation>
    </message>
    <message>
        <source>There are more than are listed</source>
        <translation>未列出全部对象</translation>
    </message>
    <message>
        <source>Double-click to try again</source>
        <translation>双击重试</translation>
    </message>
    <message>
        <source>read as %1</source>
        <translation>读取为 %1</translation>
    </message>
    <message>
        <source>primary key</source>
        <translation>主键</translation>
    </message>
    <message>
        <source>may be NULL</source>
        <translation>可为 NULL</translation>
    </message>
    <message>
        <source>never NULL</source>
        <translation>不可为 NULL</translation>
    </message>
    <message>
        <source>%1 · about %2 rows</source>
        <translation>%1 · 约 %2 行</translation>
    </message>
</context>
<context>
    <name>tributary::ui::ExplorerPanel</name>
    <message>
        <source>Filter objects</source>
        <translation>筛选对象</translation>
    </message>
    <message>
        <source>No connections yet.
Add one, or open the demo.</source>
        <translation>还没有连接。
添加一个，或打开演示。</translation>
    </message>
    <message>
        <source>New connection</source>
        <translation>新建连接</translation>
    </message>
    <message>
        <source>Explorer</source>
        <translation>资源管理器</translation>
    </message>
    <message>
        <source>New connection (Ctrl+Shift+N)</source>
        <translation>新建连接 (Ctrl+Shift+N)</translation>
    </message>
    <message>
        <source>Refresh (F5)</source>
        <translation>刷新 (F5)</translation>
    </message>
    <message>
        <source>Collapse all</source>
        <translation>全部折叠</translation>
    </message>
    <message>
        <source>Connections and their tables</source>
        <translation>连接及其表</translation>
    </message>
    <message>
        <source>Searches what has been opened; Ctrl+P searches everything</source>
        <translation>搜索已展开的内容；Ctrl+P 搜索全部</translation>
    </message>
    <message>
        <source>Nothing opened so far is called so. Ctrl+P searches everything.</source>
        <translation>已展开的内容中没有此名称。Ctrl+P 搜索全部。</translation>
    </message>
    <message>
        <source>New connection…</source>
        <translation>新建连接…</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>复制名称</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>New query here</source>
        <translation>在此新建查询</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>Remove connection</source>
        <translation>移除连接</translation>
    </message>
    <message>
        <source>“%1” and its stored password are removed from this workspace. The database itself is not touched.</source>
        <translation>“%1”及其保存的密码将从此工作区移除。数据库本身不受影响。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>tributary::ui::ExportDialog</name>
    <message>
        <source>CSV (NULL empty, empty text quoted)</source>
        <translation>CSV（NULL 为空，空文本加引号）</translation>
    </message>
    <message>
        <source>JSON (one array)</source>
        <translation>JSON（单个数组）</translation>
    </message>
    <message>
        <source>NDJSON (one object per line)</source>
        <translation>NDJSON（每行一个对象）</translation>
    </message>
    <message>
        <source>Markdown table</source>
        <translation>Markdown 表格</translation>
    </message>
    <message>
        <source>SQL INSERT statements</source>
        <translation>SQL INSERT 语句</translation>
    </message>
    <message>
        <source>Parquet</source>
        <translation>Parquet</translation>
    </message>
    <message>
        <source>Export rows</source>
        <translation>导出行</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>All %1 rows</source>
        <translation>全部 %1 行</translation>
    </message>
    <message>
        <source>The %1 rows fetched so far</source>
        <translation>目前已获取的 %1 行</translation>
    </message>
    <message>
        <source>Selection: %1 rows × %2 columns</source>
        <translation>所选：%1 行 × %2 列</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>First line holds the column names</source>
        <translation>首行为列名</translation>
    </message>
    <message>
        <source>Table name</source>
        <translation>表名</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>正在写入…</translation>
    </message>
    <message>
        <source>%1 of %2 rows</source>
        <translation>%2 行中的 %1 行</translation>
    </message>
    <message>
        <source>%1 rows read, %2 rows written and counted · %3 · %4</source>
        <translation>读取 %1 行，写入并核对 %2 行 · %3 · %4</translation>
    </message>
    <message>
        <source>Stopped. No file was written.</source>
        <translation>已停止。未写入文件。</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>%1 exists already. Press Replace to write over it, or choose another name.</source>
        <translation>%1 已存在。再按“替换”将覆盖它，或另选名称。</translation>
    </message>
    <message>
        <source>Selection: nothing is selected</source>
        <translation>所选内容：未选择任何内容</translation>
    </message>
    <message>
        <source>%1 (plugin)</source>
        <translation>%1（插件）</translation>
    </message>
    <message>
        <source>%1 rows given to the plugin · %2 · %3</source>
        <translation>已交给插件 %1 行 · %2 · %3</translation>
    </message>
</context>
<context>
    <name>tributary::ui::FieldEditor</name>
    <message>
        <source>Browse</source>
        <translation>浏览</translation>
    </message>
    <message>
        <source>kept in the secret store; empty keeps it</source>
        <translation>已保存在密钥库中；留空则保持不变</translation>
    </message>
</context>
<context>
    <name>tributary::ui::FilterBar</name>
    <message>
        <source>Row filter</source>
        <translation>行筛选</translation>
    </message>
    <message>
        <source>Close the filter (rows stay filtered until their chip is removed)</source>
        <translation>关闭筛选栏（在移除条件之前，行保持筛选）</translation>
    </message>
    <message>
        <source>Close the filter</source>
        <translation>关闭筛选栏</translation>
    </message>
    <message>
        <source>Column to filter</source>
        <translation>要筛选的列</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>比较方式</translation>
    </message>
    <message>
        <source>Value to compare with</source>
        <translation>要比较的值</translation>
    </message>
    <message>
        <source>Filter the rows fetched, Enter to apply</source>
        <translation>筛选已获取的行，按回车应用</translation>
    </message>
    <message>
        <source>Any column</source>
        <translation>任意列</translation>
    </message>
    <message>
        <source>Remove this condition</source>
        <translation>移除此条件</translation>
    </message>
    <message>
        <source>Remove the condition %1</source>
        <translation>移除条件 %1</translation>
    </message>
</context>
<context>
    <name>tributary::ui::FindBar</name>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Replace with</source>
        <translation>替换为</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>区分大小写</translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation>正则表达式</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Replace all</source>
        <translation>全部替换</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>%1 replaced</source>
        <translation>已替换 %1 处</translation>
    </message>
    <message>
        <source>Previous match (Shift+F3)</source>
        <translation>上一个匹配 (Shift+F3)</translation>
    </message>
    <message>
        <source>Next match (F3)</source>
        <translation>下一个匹配 (F3)</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>上一个匹配</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>下一个匹配</translation>
    </message>
</context>
<context>
    <name>tributary::ui::GridPage</name>
    <message>
        <source>%1 rows copied</source>
        <translation>已复制 %1 行</translation>
    </message>
    <message>
        <source>Sort ascending</source>
        <translation>升序排列</translation>
    </message>
    <message>
        <source>Sort descending</source>
        <translation>降序排列</translation>
    </message>
    <message>
        <source>As the rows came</source>
        <translation>按到达顺序</translation>
    </message>
    <message>
        <source>Filter by this column…</source>
        <translation>按此列筛选…</translation>
    </message>
    <message>
        <source>Show all rows</source>
        <translation>显示全部行</translation>
    </message>
    <message>
        <source>Select the column</source>
        <translation>选择此列</translation>
    </message>
    <message>
        <source>Fit the width</source>
        <translation>适应宽度</translation>
    </message>
    <message>
        <source>Fit all widths</source>
        <translation>所有列适应宽度</translation>
    </message>
    <message>
        <source>Hide the column</source>
        <translation>隐藏此列</translation>
    </message>
    <message>
        <source>Show all columns</source>
        <translation>显示全部列</translation>
    </message>
    <message>
        <source>Show times with a zone in</source>
        <translation>带时区的时间显示为</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy as</source>
        <translation>复制为</translation>
    </message>
    <message>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>INSERT statements</source>
        <translation>INSERT 语句</translation>
    </message>
    <message>
        <source>IN list (first column)</source>
        <translation>IN 列表（首列）</translation>
    </message>
    <message>
        <source>Show the whole value</source>
        <translation>显示完整的值</translation>
    </message>
    <message>
        <source>Only rows with this value</source>
        <translation>仅显示含此值的行</translation>
    </message>
    <message>
        <source>Only rows without this value</source>
        <translation>仅显示不含此值的行</translation>
    </message>
    <message>
        <source>moments in %1</source>
        <translation>时刻显示为 %1 时区</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>%1 cells</source>
        <translation>%1 个单元格</translation>
    </message>
    <message>
        <source>%1 of %2 cells</source>
        <translation>第 %1 个，共 %2 个单元格</translation>
    </message>
    <message>
        <source>Copy the name</source>
        <translation>复制列名</translation>
    </message>
    <message>
        <source>Show a hidden column</source>
        <translation>显示隐藏的列</translation>
    </message>
    <message>
        <source>Copy with column names</source>
        <translation>连同列名一起复制</translation>
    </message>
    <message>
        <source>Where does it come from?</source>
        <translation>它来自何处？</translation>
    </message>
    <message>
        <source>Alert on this…</source>
        <translation>为此设置告警…</translation>
    </message>
</context>
<context>
    <name>tributary::ui::GridView</name>
    <message>
        <source>Result grid</source>
        <translation>结果表格</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>加载中</translation>
    </message>
    <message>
        <source>NULL</source>
        <translation>NULL</translation>
    </message>
    <message>
        <source>%1, row %2: %3</source>
        <translation>%1，第 %2 行：%3</translation>
    </message>
    <message>
        <source>At the source: %1</source>
        <translation>源中类型：%1</translation>
    </message>
    <message>
        <source>Type: %1</source>
        <translation>类型：%1</translation>
    </message>
    <message>
        <source>Shown in %1</source>
        <translation>以 %1 显示</translation>
    </message>
    <message>
        <source>Note: %1</source>
        <translation>说明：%1</translation>
    </message>
    <message>
        <source>empty text</source>
        <translation>空文本</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>来自 %1</translation>
    </message>
    <message>
        <source>Computed from %1</source>
        <translation>由 %1 计算得出</translation>
    </message>
</context>
<context>
    <name>tributary::ui::HistoryModel</name>
    <message>
        <source>Federated</source>
        <translation>联邦查询</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 行</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
</context>
<context>
    <name>tributary::ui::HistoryPanel</name>
    <message>
        <source>Search history</source>
        <translation>搜索历史记录</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Every statement you run is kept here, with its time and rows.</source>
        <translation>您运行的每条语句及其用时和行数都保存在这里。</translation>
    </message>
    <message>
        <source>Clear history</source>
        <translation>清空历史记录</translation>
    </message>
    <message>
        <source>Open in a new tab</source>
        <translation>在新标签页中打开</translation>
    </message>
    <message>
        <source>Copy statement</source>
        <translation>复制语句</translation>
    </message>
    <message>
        <source>All past statements of this workspace are forgotten.</source>
        <translation>此工作区的所有历史语句将被清除。</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
</context>
<context>
    <name>tributary::ui::MainWindow</name>
    <message>
        <source>Opening the workspace…</source>
        <translation>正在打开工作区…</translation>
    </message>
    <message>
        <source>Open the usual workspace</source>
        <translation>打开默认工作区</translation>
    </message>
</context>
<context>
    <name>tributary::ui::MessageLog</name>
    <message>
        <source>Waits for the statement before it.</source>
        <translation>等待前一条语句。</translation>
    </message>
    <message>
        <source>Running for %1, %2 rows so far.</source>
        <translation>已运行 %1，目前 %2 行。</translation>
    </message>
    <message>
        <source>Failed after %1.</source>
        <translation>%1 后失败。</translation>
    </message>
    <message>
        <source>Stopped after %1; %2 rows had come.</source>
        <translation>%1 后停止；已到达 %2 行。</translation>
    </message>
    <message>
        <source>Planned in %1, not run.</source>
        <translation>计划用时 %1，未运行。</translation>
    </message>
    <message>
        <source>Done in %1, %2 rows affected.</source>
        <translation>完成用时 %1，影响 %2 行。</translation>
    </message>
    <message>
        <source>Done in %1, %2 rows.</source>
        <translation>完成用时 %1，%2 行。</translation>
    </message>
    <message>
        <source>Stopped at the row limit of this tab: the source has more rows.</source>
        <translation>已达到此标签页的行数限制：数据源还有更多行。</translation>
    </message>
    <message>
        <source>Planned in %1, first row after %2.</source>
        <translation>计划用时 %1，%2 后到达首行。</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>At line %1, column %2.</source>
        <translation>位于第 %1 行，第 %2 列。</translation>
    </message>
    <message>
        <source>Try: %1</source>
        <translation>建议：%1</translation>
    </message>
    <message>
        <source>Code from the source: %1</source>
        <translation>数据源返回的代码：%1</translation>
    </message>
    <message>
        <source>It is not known whether the change was made. Look before trying again.</source>
        <translation>无法确定更改是否已生效。请先核实再重试。</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>数据源</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Notes on columns</source>
        <translation>列说明</translation>
    </message>
    <message>
        <source>Federated</source>
        <translation>联邦查询</translation>
    </message>
    <message>
        <source>Natively on %1</source>
        <translation>在 %1 上原生运行</translation>
    </message>
    <message>
        <source>Messages of the statement</source>
        <translation>语句的消息</translation>
    </message>
</context>
<context>
    <name>tributary::ui::Palette</name>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>转到</translation>
    </message>
    <message>
        <source>Run a command…</source>
        <translation>运行命令…</translation>
    </message>
    <message>
        <source>Go to table, column, query, command…</source>
        <translation>转到表、列、查询、命令…</translation>
    </message>
</context>
<context>
    <name>tributary::ui::PlanCanvas</name>
    <message>
        <source>Plan of the statement</source>
        <translation>语句的计划</translation>
    </message>
</context>
<context>
    <name>tributary::ui::PlanPage</name>
    <message>
        <source>Plan</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>Sources of the statement</source>
        <translation>语句的数据源</translation>
    </message>
    <message>
        <source>Run or explain a statement to see how it is answered and what each source is asked.</source>
        <translation>运行或解释一条语句，查看其执行方式以及向每个数据源发送的内容。</translation>
    </message>
    <message>
        <source>No connection takes part: everything is answered here.</source>
        <translation>不涉及任何连接：全部在本地完成。</translation>
    </message>
</context>
<context>
    <name>tributary::ui::PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Rows kept</source>
        <translation>保留行数</translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation>时间限制</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>System</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Same as the desktop</source>
        <translation>与桌面相同</translation>
    </message>
    <message>
        <source>Changing it rebuilds the window: tabs stay, their results are closed.</source>
        <translation>更改后将重建窗口：标签页保留，其结果会关闭。</translation>
    </message>
    <message>
        <source> px</source>
        <translation> 像素</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>A statement is stopped on the server after this many rows, and the result says so.</source>
        <translation>语句返回这么多行后会在服务器上停止，结果中会注明。</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>A statement that takes longer is cancelled on the server.</source>
        <translation>超过此时间的语句会在服务器上取消。</translation>
    </message>
</context>
<context>
    <name>tributary::ui::QueriesPanel</name>
    <message>
        <source>Saved queries</source>
        <translation>已保存的查询</translation>
    </message>
    <message>
        <source>New query (Ctrl+T)</source>
        <translation>新建查询 (Ctrl+T)</translation>
    </message>
    <message>
        <source>Queries worth keeping.
Save one with Ctrl+S.</source>
        <translation>值得保留的查询。
用 Ctrl+S 保存。</translation>
    </message>
    <message>
        <source>New query</source>
        <translation>新建查询</translation>
    </message>
    <message>
        <source>Federated</source>
        <translation>联邦查询</translation>
    </message>
    <message>
        <source>Remove query</source>
        <translation>移除查询</translation>
    </message>
    <message>
        <source>“%1” is removed from this workspace.</source>
        <translation>“%1”将从此工作区移除。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>Search queries</source>
        <translation>搜索查询</translation>
    </message>
    <message>
        <source>Rename query</source>
        <translation>重命名查询</translation>
    </message>
    <message>
        <source>Name of the query</source>
        <translation>查询名称</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>%1 (copy)</source>
        <translation>%1（副本）</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>创建副本</translation>
    </message>
</context>
<context>
    <name>tributary::ui::QueryTab</name>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Run the statement under the cursor or the selection (Ctrl+Enter). F5 runs the whole script.</source>
        <translation>运行光标处的语句或所选内容 (Ctrl+Enter)。F5 运行整个脚本。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop what runs, on the servers too (Esc)</source>
        <translation>停止运行，服务器上也会停止 (Esc)</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>执行计划</translation>
    </message>
    <message>
        <source>Show what would be sent to each source, without running it (Ctrl+Shift+E)</source>
        <translation>显示将发送到每个数据源的内容而不实际运行 (Ctrl+Shift+E)</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式化</translation>
    </message>
    <message>
        <source>Lay out the statement (Ctrl+Shift+F)</source>
        <translation>整理语句格式 (Ctrl+Shift+F)</translation>
    </message>
    <message>
        <source>Show or hide results (Ctrl+J)</source>
        <translation>显示或隐藏结果 (Ctrl+J)</translation>
    </message>
    <message>
        <source>Save the query (Ctrl+S)</source>
        <translation>保存查询 (Ctrl+S)</translation>
    </message>
    <message>
        <source>There is no statement to run.</source>
        <translation>没有可运行的语句。</translation>
    </message>
    <message>
        <source>Save query</source>
        <translation>保存查询</translation>
    </message>
    <message>
        <source>Name of the query</source>
        <translation>查询名称</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Saved as “%1”.</source>
        <translation>已保存为“%1”。</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Cancelled after %1 rows</source>
        <translation>在 %1 行后取消</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>%1 rows changed</source>
        <translation>已更改 %1 行</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>正在运行</translation>
    </message>
    <message>
        <source>%1 rows so far</source>
        <translation>目前 %1 行</translation>
    </message>
    <message>
        <source>first %1 rows, there are more</source>
        <translation>前 %1 行，还有更多</translation>
    </message>
    <message>
        <source>%1 rows, all loaded</source>
        <translation>%1 行，已全部加载</translation>
    </message>
    <message>
        <source>first row %1 · total %2</source>
        <translation>首行 %1 · 总计 %2</translation>
    </message>
</context>
<context>
    <name>tributary::ui::ResultPane</name>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Statements</source>
        <translation>语句</translation>
    </message>
    <message>
        <source>Results appear here. Ctrl+Enter runs the statement under the cursor.</source>
        <translation>结果显示在这里。Ctrl+Enter 运行光标处的语句。</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2 的 %1</translation>
    </message>
</context>
<context>
    <name>tributary::ui::RowOrder</name>
    <message>
        <source>sorting and filtering…</source>
        <translation>正在排序和筛选…</translation>
    </message>
    <message>
        <source>sorted here by %1</source>
        <translation>本地按 %1 排序</translation>
    </message>
    <message>
        <source>filtered: %1 of %2 rows</source>
        <translation>已筛选：%2 行中的 %1 行</translation>
    </message>
    <message>
        <source>of the rows so far</source>
        <translation>基于目前的行</translation>
    </message>
</context>
<context>
    <name>tributary::ui::RunView</name>
    <message>
        <source>Grid</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Views of the result</source>
        <translation>结果视图</translation>
    </message>
    <message>
        <source>Keep this result when the next statement runs</source>
        <translation>运行下一条语句时保留此结果</translation>
    </message>
    <message>
        <source>Keep this result</source>
        <translation>保留此结果</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Write the rows to a file</source>
        <translation>将行写入文件</translation>
    </message>
    <message>
        <source>This statement ran natively on %1: the source makes the plan.</source>
        <translation>此语句在 %1 上原生运行：由数据源生成计划。</translation>
    </message>
    <message>
        <source>Waits for the statement before it.</source>
        <translation>等待前一条语句。</translation>
    </message>
    <message>
        <source>Running…</source>
        <translation>正在运行…</translation>
    </message>
    <message>
        <source>The statement failed. The reason is under Messages.</source>
        <translation>语句失败。原因见“消息”。</translation>
    </message>
    <message>
        <source>Stopped before any row came.</source>
        <translation>在任何行到达之前已停止。</translation>
    </message>
    <message>
        <source>The statement was planned, not run.</source>
        <translation>语句只生成了计划，未运行。</translation>
    </message>
    <message>
        <source>Done: %1 rows affected.</source>
        <translation>完成：影响 %1 行。</translation>
    </message>
    <message>
        <source>Done: this statement returns no rows.</source>
        <translation>完成：此语句不返回行。</translation>
    </message>
    <message>
        <source>Find in the rows (Ctrl+F)</source>
        <translation>在行中查找 (Ctrl+F)</translation>
    </message>
    <message>
        <source>Filter the rows (Ctrl+L)</source>
        <translation>筛选行 (Ctrl+L)</translation>
    </message>
    <message>
        <source>Visual</source>
        <translation>可视化</translation>
    </message>
    <message>
        <source>Process the rows with a plugin</source>
        <translation>用插件处理这些行</translation>
    </message>
</context>
<context>
    <name>tributary::ui::SelectionStats</name>
    <message>
        <source>avg %1</source>
        <translation>平均 %1</translation>
    </message>
    <message>
        <source>min %1</source>
        <translation>最小 %1</translation>
    </message>
    <message>
        <source>max %1</source>
        <translation>最大 %1</translation>
    </message>
    <message>
        <source>selection %1</source>
        <translation>已选 %1</translation>
    </message>
    <message>
        <source> (%1 not NULL)</source>
        <translation>（%1 个非 NULL）</translation>
    </message>
</context>
<context>
    <name>tributary::ui::SourceCard</name>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 行</translation>
    </message>
    <message>
        <source>first row after %1</source>
        <translation>首行用时 %1</translation>
    </message>
    <message>
        <source>done after %1</source>
        <translation>完成用时 %1</translation>
    </message>
    <message>
        <source>Source %1</source>
        <translation>数据源 %1</translation>
    </message>
    <message>
        <source>Copy what was sent</source>
        <translation>复制已发送的内容</translation>
    </message>
    <message>
        <source>Done here, not at the source:</source>
        <translation>在本地而非数据源完成：</translation>
    </message>
</context>
<context>
    <name>tributary::ui::SourceChips</name>
    <message>
        <source>What each source gave. Click for the plan.</source>
        <translation>每个数据源返回的内容。点击查看计划。</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 行</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
</context>
<context>
    <name>tributary::ui::SqlEditor</name>
    <message>
        <source>SQL editor</source>
        <translation>SQL 编辑器</translation>
    </message>
</context>
<context>
    <name>tributary::ui::StatusLine</name>
    <message>
        <source>Memory this program uses</source>
        <translation>本程序使用的内存</translation>
    </message>
    <message>
        <source>No connection</source>
        <translation>无连接</translation>
    </message>
    <message>
        <source>1 source failing</source>
        <translation>1 个数据源异常</translation>
    </message>
    <message>
        <source>%1 sources failing</source>
        <translation>%1 个数据源异常</translation>
    </message>
    <message>
        <source>1 source healthy</source>
        <translation>1 个数据源正常</translation>
    </message>
    <message>
        <source>%1 sources healthy</source>
        <translation>%1 个数据源正常</translation>
    </message>
    <message>
        <source>1 connection</source>
        <translation>1 个连接</translation>
    </message>
    <message>
        <source>%1 connections</source>
        <translation>%1 个连接</translation>
    </message>
    <message>
        <source>%1 MiB</source>
        <translation>%1 MiB</translation>
    </message>
    <message>
        <source>Federated</source>
        <translation>联邦查询</translation>
    </message>
    <message>
        <source>read only</source>
        <translation>只读</translation>
    </message>
    <message>
        <source>Time zone of this query's session: casts, current dates and SET TimeZone go by it. In which zone a column is shown stands in its head.</source>
        <translation>此查询会话的时区：类型转换、当前日期和 SET TimeZone 以它为准。各列以哪个时区显示见列标题。</translation>
    </message>
    <message>
        <source>Times with a zone are shown in UTC; times without one as they are stored</source>
        <translation>带时区的时间以 UTC 显示；不带时区的按存储原样显示</translation>
    </message>
</context>
<context>
    <name>tributary::ui::TabArea</name>
    <message>
        <source>Query tabs</source>
        <translation>查询标签页</translation>
    </message>
    <message>
        <source>New query (Ctrl+T)</source>
        <translation>新建查询 (Ctrl+T)</translation>
    </message>
    <message>
        <source>Query %1</source>
        <translation>查询 %1</translation>
    </message>
    <message>
        <source>No closed tab is left to reopen.</source>
        <translation>没有可重新打开的标签页。</translation>
    </message>
    <message>
        <source>Rename tab</source>
        <translation>重命名标签页</translation>
    </message>
    <message>
        <source>Name of the tab</source>
        <translation>标签页名称</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close others</source>
        <translation>关闭其他</translation>
    </message>
    <message>
        <source>Federated</source>
        <translation>联邦查询</translation>
    </message>
</context>
<context>
    <name>tributary::ui::TargetButton</name>
    <message>
        <source>Where the query runs</source>
        <translation>查询运行位置</translation>
    </message>
    <message>
        <source>Where the query runs: across all connections, or on one in its own language</source>
        <translation>查询运行位置：跨所有连接，或在一个连接上使用其自身语言</translation>
    </message>
    <message>
        <source>Federated</source>
        <translation>联邦查询</translation>
    </message>
    <message>
        <source>Federated: all connections together</source>
        <translation>联邦查询：跨所有连接</translation>
    </message>
</context>
<context>
    <name>tributary::ui::TopBar</name>
    <message>
        <source>All commands (Ctrl+Shift+P)</source>
        <translation>所有命令 (Ctrl+Shift+P)</translation>
    </message>
    <message>
        <source>All commands</source>
        <translation>所有命令</translation>
    </message>
    <message>
        <source>Preferences (Ctrl+,)</source>
        <translation>首选项 (Ctrl+,)</translation>
    </message>
    <message>
        <source>Go to table, column, query, command…</source>
        <translation>转到表、列、查询、命令…</translation>
    </message>
</context>
<context>
    <name>tributary::ui::TypeChooser</name>
    <message>
        <source>Search types</source>
        <translation>搜索类型</translation>
    </message>
    <message>
        <source>Database types</source>
        <translation>数据库类型</translation>
    </message>
</context>
<context>
    <name>tributary::ui::WelcomePage</name>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>Welcome to Tributary</source>
        <translation>欢迎使用 Tributary</translation>
    </message>
    <message>
        <source>All your databases, one question at a time.</source>
        <translation>所有数据库，一次提问。</translation>
    </message>
    <message>
        <source>Open the demo</source>
        <translation>打开演示</translation>
    </message>
    <message>
        <source>A shop, a million sensor readings and exchange rates. Join them in three clicks, no server needed.</source>
        <translation>一个商店、一百万条传感器读数和汇率。三次点击即可联接，无需服务器。</translation>
    </message>
    <message>
        <source>Connect a database</source>
        <translation>连接数据库</translation>
    </message>
    <message>
        <source>PostgreSQL, MySQL, ClickHouse, InfluxDB, SQLite, DuckDB, and folders of files.</source>
        <translation>PostgreSQL、MySQL、ClickHouse、InfluxDB、SQLite、DuckDB 以及文件夹中的文件。</translation>
    </message>
    <message>
        <source>Write a query</source>
        <translation>编写查询</translation>
    </message>
    <message>
        <source>One SQL editor over every connection of this workspace, and over local files.</source>
        <translation>一个 SQL 编辑器，覆盖此工作区的所有连接和本地文件。</translation>
    </message>
    <message>
        <source>Recent workspaces</source>
        <translation>最近的工作区</translation>
    </message>
    <message>
        <source>Open another…</source>
        <translation>打开其他…</translation>
    </message>
    <message>
        <source>open now</source>
        <translation>当前打开</translation>
    </message>
</context>
<context>
    <name>tributary::ui::WorkspaceView</name>
    <message>
        <source>The workspace file was damaged. It was kept as %1 and a new one was begun.</source>
        <translation>工作区文件已损坏。原文件保留为 %1，并已新建一个。</translation>
    </message>
    <message>
        <source>Connection “%1” is saved.</source>
        <translation>连接“%1”已保存。</translation>
    </message>
    <message>
        <source>Open or create a workspace</source>
        <translation>打开或创建工作区</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Tributary workspaces (*.tributary)</source>
        <translation>Tributary 工作区 (*.tributary)</translation>
    </message>
    <message>
        <source>Import rules</source>
        <translation>导入规则</translation>
    </message>
    <message>
        <source>Rules (*.yml *.yaml *.rules)</source>
        <translation>规则 (*.yml *.yaml *.rules)</translation>
    </message>
    <message>
        <source>Rule files imported: %1</source>
        <translation>已导入的规则文件：%1</translation>
    </message>
    <message>
        <source>Export rules</source>
        <translation>导出规则</translation>
    </message>
    <message>
        <source>Rules exported to %1</source>
        <translation>规则已导出到 %1</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>无法写入 %1：%2</translation>
    </message>
    <message>
        <source>There are no plugins here: the program was started without them, or they could not be read.</source>
        <translation>此处没有插件：程序启动时未启用插件，或插件无法读取。</translation>
    </message>
</context>
<context>
    <name>tributary::ui::MoreBar</name>
    <message>
        <source>Row limit</source>
        <translation>行数上限</translation>
    </message>
    <message>
        <source>Fetch all</source>
        <translation>获取全部</translation>
    </message>
    <message>
        <source>Fetch every row the source has. What does not fit into memory goes to the disk.</source>
        <translation>获取数据源的所有行。内存放不下的部分会写入磁盘。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Fetch %1 more</source>
        <translation>再获取 %1 行</translation>
    </message>
    <message>
        <source>Fetching: %1 rows so far</source>
        <translation>正在获取：已有 %1 行</translation>
    </message>
    <message>
        <source>The first %1 rows are shown; the source has more.</source>
        <translation>显示前 %1 行；数据源还有更多行。</translation>
    </message>
    <message>
        <source>The first %1 rows are shown; the source had more. Run this statement by itself to fetch them.</source>
        <translation>显示前 %1 行；数据源还有更多行。请单独运行此语句以获取其余行。</translation>
    </message>
</context>
<context>
    <name>tributary::ui::FindLine</name>
    <message>
        <source>Find in the rows</source>
        <translation>在行中查找</translation>
    </message>
    <message>
        <source>Text to find</source>
        <translation>要查找的文本</translation>
    </message>
    <message>
        <source>Find in the rows fetched</source>
        <translation>在已获取的行中查找</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>区分大小写</translation>
    </message>
    <message>
        <source>Previous match (Shift+Enter)</source>
        <translation>上一处匹配 (Shift+Enter)</translation>
    </message>
    <message>
        <source>Next match (Enter)</source>
        <translation>下一处匹配 (Enter)</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭 (Esc)</translation>
    </message>
</context>
<context>
    <name>tributary::ui::CompletionPopup</name>
    <message>
        <source>Completions</source>
        <translation>补全</translation>
    </message>
</context>
<context>
    <name>tributary::ui::ExplorerMenu</name>
    <message>
        <source>New connection…</source>
        <translation>新建连接…</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>复制文本</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>New query with its columns</source>
        <translation>用其列新建查询</translation>
    </message>
    <message>
        <source>Count rows</source>
        <translation>统计行数</translation>
    </message>
    <message>
        <source>Insert name into the query</source>
        <translation>将名称插入查询</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>复制名称</translation>
    </message>
    <message>
        <source>New query here</source>
        <translation>在此新建查询</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Duplicate…</source>
        <translation>创建副本…</translation>
    </message>
    <message>
        <source>Remove connection</source>
        <translation>移除连接</translation>
    </message>
    <message>
        <source>“%1” and its stored password are removed from this workspace. The database itself is not touched.</source>
        <translation>“%1”及其保存的密码将从此工作区移除。数据库本身不受影响。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Where does it come from?</source>
        <translation>它来自何处？</translation>
    </message>
    <message>
        <source>What depends on it?</source>
        <translation>什么依赖于它？</translation>
    </message>
</context>
<context>
    <name>tributary::ui::LineageCanvas</name>
    <message>
        <source>Lineage graph</source>
        <translation>血缘图</translation>
    </message>
</context>
<context>
    <name>tributary::ui::LineageInspector</name>
    <message>
        <source>views: %1</source>
        <translation>视图 %1</translation>
    </message>
    <message>
        <source>charts: %1</source>
        <translation>图表 %1</translation>
    </message>
    <message>
        <source>alert rules: %1</source>
        <translation>告警规则 %1</translation>
    </message>
    <message>
        <source>jobs: %1</source>
        <translation>作业 %1</translation>
    </message>
    <message>
        <source>Dropping it breaks %1.</source>
        <translation>删除它会破坏：%1。</translation>
    </message>
    <message>
        <source>Renaming it breaks %1.</source>
        <translation>重命名它会破坏：%1。</translation>
    </message>
    <message>
        <source>Retyping it breaks %1.</source>
        <translation>更改其类型会破坏：%1。</translation>
    </message>
    <message>
        <source>No longer filled: %1.</source>
        <translation>不再更新：%1。</translation>
    </message>
    <message>
        <source>Columns that take the new type: %1.</source>
        <translation>随之改变类型的列：%1。</translation>
    </message>
    <message>
        <source>Places to check: %1.</source>
        <translation>需检查之处：%1。</translation>
    </message>
    <message>
        <source>Nothing that lineage knows of depends on it.</source>
        <translation>血缘中没有任何对象依赖它。</translation>
    </message>
    <message>
        <source>About the selection</source>
        <translation>关于所选项</translation>
    </message>
    <message>
        <source>columns: %1</source>
        <translation>列：%1</translation>
    </message>
    <message>
        <source>last written %1</source>
        <translation>最近写入 %1</translation>
    </message>
    <message>
        <source>last written: unknown</source>
        <translation>最近写入：未知</translation>
    </message>
    <message>
        <source>  (uncertain)</source>
        <translation>（不确定）</translation>
    </message>
    <message>
        <source>By %1 “%2”, seen %3</source>
        <translation>由 %1“%2”产生，见于 %3</translation>
    </message>
    <message>
        <source>Show the statement</source>
        <translation>显示语句</translation>
    </message>
    <message>
        <source>-- literals are masked as ?</source>
        <translation>-- 字面量以 ? 遮蔽</translation>
    </message>
    <message>
        <source>Runs: …</source>
        <translation>运行：…</translation>
    </message>
    <message>
        <source> · %1 rows</source>
        <translation> · %1 行</translation>
    </message>
    <message>
        <source> · %1 ms</source>
        <translation> · %1 毫秒</translation>
    </message>
    <message>
        <source>Runs:</source>
        <translation>运行：</translation>
    </message>
    <message>
        <source>Show some values</source>
        <translation>显示一些值</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>The table has no rows.</source>
        <translation>表中没有行。</translation>
    </message>
    <message>
        <source>Centre on it</source>
        <translation>以它为中心</translation>
    </message>
    <message>
        <source>Impact of dropping</source>
        <translation>删除的影响</translation>
    </message>
</context>
<context>
    <name>tributary::ui::LineageMinimap</name>
    <message>
        <source>Overview of the graph</source>
        <translation>图的概览</translation>
    </message>
    <message>
        <source>Overview: click to go there</source>
        <translation>概览：单击前往</translation>
    </message>
</context>
<context>
    <name>tributary::ui::LineagePage</name>
    <message>
        <source>Collect lineage from</source>
        <translation>采集以下连接的血缘</translation>
    </message>
    <message>
        <source>Group by schema</source>
        <translation>按架构分组</translation>
    </message>
    <message>
        <source>Schemas of %1</source>
        <translation>%1 的架构</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>（无）</translation>
    </message>
    <message>
        <source>Leave impact</source>
        <translation>退出影响分析</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>All of the workspace</source>
        <translation>整个工作区</translation>
    </message>
    <message>
        <source>Lineage shows where each column comes from and what hangs on it. It is collected from statements that write, from views and foreign keys, and from scripts you import.</source>
        <translation>血缘显示每一列来自何处、又影响什么。它从写入语句、视图与外键以及您导入的脚本中收集。</translation>
    </message>
    <message>
        <source>Datasets: %1</source>
        <translation>数据集：%1</translation>
    </message>
    <message>
        <source>Edges: %1</source>
        <translation>边：%1</translation>
    </message>
    <message>
        <source>Hidden: %1</source>
        <translation>已隐藏：%1</translation>
    </message>
    <message>
        <source>only the nearest %1 are shown</source>
        <translation>仅显示最近的 %1 个</translation>
    </message>
    <message>
        <source>— direct</source>
        <translation>— 直接</translation>
    </message>
    <message>
        <source>- - indirect</source>
        <translation>- - 间接</translation>
    </message>
    <message>
        <source>··· uncertain</source>
        <translation>··· 不确定</translation>
    </message>
    <message>
        <source>newest seen %1</source>
        <translation>最近见于 %1</translation>
    </message>
    <message>
        <source>As of now</source>
        <translation>截至现在</translation>
    </message>
    <message>
        <source>As of %1</source>
        <translation>截至 %1</translation>
    </message>
    <message>
        <source>Found: %1</source>
        <translation>找到：%1</translation>
    </message>
    <message>
        <source>Impact…</source>
        <translation>影响…</translation>
    </message>
    <message>
        <source>Impact of dropping %1</source>
        <translation>删除 %1 的影响</translation>
    </message>
    <message>
        <source>Impact of renaming %1</source>
        <translation>重命名 %1 的影响</translation>
    </message>
    <message>
        <source>Impact of retyping %1</source>
        <translation>更改 %1 类型的影响</translation>
    </message>
    <message>
        <source>Read the connections</source>
        <translation>读取各连接</translation>
    </message>
    <message>
        <source>How many datasets away</source>
        <translation>相距多少个数据集</translation>
    </message>
    <message>
        <source>Upstream</source>
        <translation>上游</translation>
    </message>
    <message>
        <source>Downstream</source>
        <translation>下游</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Indirect</source>
        <translation>间接</translation>
    </message>
    <message>
        <source>Also filters, joins, groups and sorts: what decides, not what flows</source>
        <translation>也包括过滤、连接、分组与排序：起决定作用但值不流动</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>The graph as it was</source>
        <translation>当时的图</translation>
    </message>
    <message>
        <source>Moment shown</source>
        <translation>显示的时刻</translation>
    </message>
    <message>
        <source>What dropping, renaming or retyping the selection breaks</source>
        <translation>删除、重命名或更改所选项类型会破坏什么</translation>
    </message>
    <message>
        <source>Find in the graph</source>
        <translation>在图中查找</translation>
    </message>
    <message>
        <source>Save as SVG, PNG or PDF</source>
        <translation>另存为 SVG、PNG 或 PDF</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Read tables, views and foreign keys of all connections again</source>
        <translation>重新读取所有连接的表、视图和外键</translation>
    </message>
    <message>
        <source>Group by connection</source>
        <translation>按连接分组</translation>
    </message>
    <message>
        <source>Uncertain edges</source>
        <translation>不确定的边</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>工作区</translation>
    </message>
    <message>
        <source>Kinds</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Where does it come from?</source>
        <translation>它来自何处？</translation>
    </message>
    <message>
        <source>What depends on it?</source>
        <translation>什么依赖于它？</translation>
    </message>
    <message>
        <source>Impact of dropping</source>
        <translation>删除的影响</translation>
    </message>
    <message>
        <source>Impact of renaming</source>
        <translation>重命名的影响</translation>
    </message>
    <message>
        <source>Impact of retyping</source>
        <translation>更改类型的影响</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>复制名称</translation>
    </message>
    <message>
        <source>Show in the explorer</source>
        <translation>在资源管理器中显示</translation>
    </message>
    <message>
        <source>Fit the graph</source>
        <translation>适应窗口</translation>
    </message>
    <message>
        <source>Save the graph</source>
        <translation>保存图</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>Reading the connections…</source>
        <translation>正在读取各连接…</translation>
    </message>
    <message>
        <source>Read: tables %1, views %2, foreign key columns %3</source>
        <translation>已读取：表 %1，视图 %2，外键列 %3</translation>
    </message>
    <message>
        <source>. Definitions that could not be read: %1</source>
        <translation>。无法读取的定义：%1</translation>
    </message>
</context>
<context>
    <name>tributary::ui::LineagePainter</name>
    <message>
        <source>Workspace</source>
        <translation>工作区</translation>
    </message>
    <message>
        <source>Only columns with lineage</source>
        <translation>仅有血缘的列</translation>
    </message>
    <message>
        <source>+ %1 more</source>
        <translation>另有 %1 列</translation>
    </message>
</context>
<context>
    <name>tributary::ui::LineageSources</name>
    <message>
        <source>Collect lineage</source>
        <translation>采集血缘</translation>
    </message>
    <message>
        <source>Collect lineage from</source>
        <translation>采集以下连接的血缘</translation>
    </message>
    <message>
        <source>Lineage is collected from %1.</source>
        <translation>将采集 %1 的血缘。</translation>
    </message>
    <message>
        <source>Lineage is no longer collected from %1; what is known of it stays.</source>
        <translation>不再采集 %1 的血缘；已知的血缘会保留。</translation>
    </message>
</context>
<context>
    <name>tributary::ui::AlertDetails</name>
    <message>
        <source>Silence</source>
        <translation>静默</translation>
    </message>
    <message>
        <source>For 1 hour</source>
        <translation>1 小时</translation>
    </message>
    <message>
        <source>For 4 hours</source>
        <translation>4 小时</translation>
    </message>
    <message>
        <source>For 1 day</source>
        <translation>1 天</translation>
    </message>
    <message>
        <source>Until Monday 9:00</source>
        <translation>直到周一 9:00</translation>
    </message>
    <message>
        <source>Other…</source>
        <translation>其他…</translation>
    </message>
    <message>
        <source>End silence</source>
        <translation>结束静默</translation>
    </message>
    <message>
        <source>Edit the rule</source>
        <translation>编辑规则</translation>
    </message>
    <message>
        <source>Where does this come from?</source>
        <translation>数据从哪里来？</translation>
    </message>
    <message>
        <source>%1 for %2</source>
        <translation>%1，已持续 %2</translation>
    </message>
    <message>
        <source>Not seen after all</source>
        <translation>取消确认</translation>
    </message>
    <message>
        <source>I have seen it</source>
        <translation>确认已知</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>预期</translation>
    </message>
    <message>
        <source>Band</source>
        <translation>区间</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>开始于</translation>
    </message>
    <message>
        <source>Fired</source>
        <translation>触发于</translation>
    </message>
    <message>
        <source>Evaluated</source>
        <translation>评估于</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>分组</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>Not an anomaly</source>
        <translation>不是异常</translation>
    </message>
    <message>
        <source>The detector learns that this is usual; the alert ends with the next evaluation</source>
        <translation>检测器会把它当作正常情况学习；告警在下次评估时结束</translation>
    </message>
</context>
<context>
    <name>tributary::ui::AlertText</name>
    <message>
        <source>without %1</source>
        <translation>没有 %1</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>firing: %1</source>
        <translation>触发中：%1</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>not yet evaluated</source>
        <translation>尚未评估</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>ends in %1</source>
        <translation>%1 后结束</translation>
    </message>
    <message>
        <source>begins in %1</source>
        <translation>%1 后开始</translation>
    </message>
    <message>
        <source>not used yet</source>
        <translation>尚未使用</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>已送达</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>%1 firing, %2 resolved</source>
        <translation>触发 %1，恢复 %2</translation>
    </message>
    <message>
        <source>%1 firing</source>
        <translation>%1 条触发</translation>
    </message>
    <message>
        <source>%1 pending</source>
        <translation>%1 条待定</translation>
    </message>
    <message>
        <source>%1 without data or with an error</source>
        <translation>%1 条无数据或出错</translation>
    </message>
    <message>
        <source>%1 silenced</source>
        <translation>%1 条已静默</translation>
    </message>
    <message>
        <source>Nothing is wrong.</source>
        <translation>一切正常。</translation>
    </message>
    <message>
        <source>Nobody evaluates the rules</source>
        <translation>没有程序在评估规则</translation>
    </message>
    <message>
        <source>A window evaluates the rules (process %1)</source>
        <translation>由窗口评估规则（进程 %1）</translation>
    </message>
    <message>
        <source>The service evaluates the rules (%1, process %2)</source>
        <translation>由服务评估规则（%1，进程 %2）</translation>
    </message>
    <message>
        <source>%1 (expected %2)</source>
        <translation>%1（预期 %2）</translation>
    </message>
    <message>
        <source>silenced</source>
        <translation>已静默</translation>
    </message>
    <message>
        <source>seen by %1</source>
        <translation>%1 已确认</translation>
    </message>
    <message>
        <source>firing</source>
        <translation>触发中</translation>
    </message>
    <message>
        <source>pending</source>
        <translation>待定</translation>
    </message>
    <message>
        <source>recovering</source>
        <translation>恢复中</translation>
    </message>
    <message>
        <source>resolved</source>
        <translation>已恢复</translation>
    </message>
    <message>
        <source>no data</source>
        <translation>无数据</translation>
    </message>
    <message>
        <source>gone missing</source>
        <translation>已消失</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 小时</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>%1 d</source>
        <translation>%1 天</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 天 %2 小时</translation>
    </message>
</context>
<context>
    <name>tributary::ui::AlertTimeline</name>
    <message>
        <source>Timeline of alerts</source>
        <translation>告警时间线</translation>
    </message>
</context>
<context>
    <name>tributary::ui::AlertsPage</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>History of alerts</source>
        <translation>告警历史</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Every</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>Last evaluated</source>
        <translation>上次评估</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>耗时</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>Query or error</source>
        <translation>查询或错误</translation>
    </message>
    <message>
        <source>Alert rules</source>
        <translation>告警规则</translation>
    </message>
    <message>
        <source>Which alerts</source>
        <translation>哪些告警</translation>
    </message>
    <message>
        <source>Hushes now</source>
        <translation>当前静默</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>直到</translation>
    </message>
    <message>
        <source>By</source>
        <translation>创建者</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Silences</source>
        <translation>静默</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>活动</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>渠道</translation>
    </message>
    <message>
        <source>Grouped by</source>
        <translation>分组依据</translation>
    </message>
    <message>
        <source>Grouped by rule</source>
        <translation>按规则分组</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>New rule</source>
        <translation>新建规则</translation>
    </message>
    <message>
        <source>Alert</source>
        <translation>告警</translation>
    </message>
    <message>
        <source>For</source>
        <translation>持续</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Active alerts</source>
        <translation>活动告警</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>渠道</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Last message</source>
        <translation>最近消息</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Given up</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Messages sent</source>
        <translation>已发送的消息</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>告警</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Nothing is wrong. A rule watches a query and tells when its rows look wrong.</source>
        <translation>一切正常。规则会监视一个查询，在结果不对劲时通知您。</translation>
    </message>
    <message>
        <source>Nothing has fired in the last 7 days.</source>
        <translation>最近 7 天没有触发过告警。</translation>
    </message>
    <message>
        <source>No rules yet. A rule watches any query, of one source or of several together; the dialog shows what it would have told you last week.</source>
        <translation>还没有规则。规则可以监视任何查询，无论来自一个还是多个数据源；对话框会显示它上周会告诉您什么。</translation>
    </message>
    <message>
        <source>No silences. One hushes the messages of some alerts for a while; the alerts themselves go on.</source>
        <translation>没有静默。静默会在一段时间内不发送某些告警的消息，告警本身照常进行。</translation>
    </message>
    <message>
        <source>New silence</source>
        <translation>新建静默</translation>
    </message>
    <message>
        <source>No channels yet. A channel is where messages go: e-mail, Slack, DingTalk, Feishu, a webhook …</source>
        <translation>还没有渠道。渠道是消息的去处：电子邮件、Slack、钉钉、飞书、Webhook……</translation>
    </message>
    <message>
        <source>New channel</source>
        <translation>新建渠道</translation>
    </message>
    <message>
        <source>Routing…</source>
        <translation>路由…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>The alerts file was damaged and is kept as %1.</source>
        <translation>告警文件已损坏，保存为 %1。</translation>
    </message>
    <message>
        <source>Grouped by %1</source>
        <translation>按 %1 分组</translation>
    </message>
    <message>
        <source>The rule of this alert is gone; the alert ends with the next evaluation.</source>
        <translation>此告警的规则已不存在；告警会在下次评估时结束。</translation>
    </message>
    <message>
        <source>Silenced for %1.</source>
        <translation>已静默 %1。</translation>
    </message>
    <message>
        <source>Remove rules</source>
        <translation>删除规则</translation>
    </message>
    <message>
        <source>Rules to remove: %1. Their alerts end; their history stays.</source>
        <translation>要删除的规则：%1。其告警会结束，历史会保留。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Remove channel</source>
        <translation>删除渠道</translation>
    </message>
    <message>
        <source>Messages are no longer sent to “%1”.</source>
        <translation>不再向“%1”发送消息。</translation>
    </message>
    <message>
        <source>Silence for 1 hour</source>
        <translation>静默 1 小时</translation>
    </message>
    <message>
        <source>Silence for 1 day</source>
        <translation>静默 1 天</translation>
    </message>
    <message>
        <source>Silence…</source>
        <translation>静默…</translation>
    </message>
    <message>
        <source>End silence</source>
        <translation>结束静默</translation>
    </message>
    <message>
        <source>Edit the rule</source>
        <translation>编辑规则</translation>
    </message>
    <message>
        <source>Copy labels</source>
        <translation>复制标签</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>Open its query</source>
        <translation>打开其查询</translation>
    </message>
    <message>
        <source>Copy as YAML</source>
        <translation>复制为 YAML</translation>
    </message>
    <message>
        <source>Export all rules…</source>
        <translation>导出全部规则…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>End now</source>
        <translation>立即结束</translation>
    </message>
    <message>
        <source>Silence again…</source>
        <translation>再次静默…</translation>
    </message>
    <message>
        <source>Send a test message</source>
        <translation>发送测试消息</translation>
    </message>
    <message>
        <source>Noted: the alert ends with the next evaluation, and its detector learns from it.</source>
        <translation>已记下：告警在下次评估时结束，检测器会从中学习。</translation>
    </message>
    <message>
        <source>Messages to be sent again: %1</source>
        <translation>将重新发送的消息：%1</translation>
    </message>
    <message>
        <source>Alerts of the last 13 weeks: %1. Nothing to mend.</source>
        <translation>最近 13 周的告警：%1。无需改进。</translation>
    </message>
    <message>
        <source>Alerts of the last 13 weeks: %1</source>
        <translation>最近 13 周的告警：%1</translation>
    </message>
    <message>
        <source>Advice: %1</source>
        <translation>建议：%1</translation>
    </message>
    <message>
        <source>Advice from its alerts…</source>
        <translation>根据历史告警给出建议…</translation>
    </message>
    <message>
        <source>Send what was not delivered again (%1)</source>
        <translation>重新发送未送达的消息（%1）</translation>
    </message>
    <message>
        <source>Forget what was not delivered (%1)</source>
        <translation>丢弃未送达的消息（%1）</translation>
    </message>
</context>
<context>
    <name>tributary::ui::ChannelDialog</name>
    <message>
        <source>New channel</source>
        <translation>新建渠道</translation>
    </message>
    <message>
        <source>Edit channel</source>
        <translation>编辑渠道</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Messages are sent</source>
        <translation>发送消息</translation>
    </message>
    <message>
        <source>Send a test message</source>
        <translation>发送测试消息</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Choose a kind of channel.</source>
        <translation>请选择渠道类型。</translation>
    </message>
    <message>
        <source>The channel needs a name.</source>
        <translation>渠道需要名称。</translation>
    </message>
    <message>
        <source>“%1” is missing.</source>
        <translation>缺少“%1”。</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>正在发送…</translation>
    </message>
    <message>
        <source>It was accepted. Look whether it arrived.</source>
        <translation>已被接受，请查看是否收到。</translation>
    </message>
    <message>
        <source>This program has no channels of kind “%1”.</source>
        <translation>本程序没有“%1”类型的渠道。</translation>
    </message>
    <message>
        <source>“%1” accepted the test message.</source>
        <translation>“%1”接受了测试消息。</translation>
    </message>
</context>
<context>
    <name>tributary::ui::RoutingDialog</name>
    <message>
        <source>Routing</source>
        <translation>路由</translation>
    </message>
    <message>
        <source>Which alerts go to which receiver, how they are grouped, and when nobody is told: Alertmanager's configuration, with additions under x-tributary.</source>
        <translation>哪些告警发给哪个接收者、如何分组、何时不通知：采用 Alertmanager 的配置，扩展写在 x-tributary 下。</translation>
    </message>
    <message>
        <source>Routing as YAML</source>
        <translation>路由（YAML）</translation>
    </message>
    <message>
        <source>An alert with the labels</source>
        <translation>带有这些标签的告警</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Export for Alertmanager…</source>
        <translation>导出给 Alertmanager…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>YAML (*.yml *.yaml)</source>
        <translation>YAML (*.yml *.yaml)</translation>
    </message>
    <message>
        <source>Import routing</source>
        <translation>导入路由</translation>
    </message>
    <message>
        <source>Export routing</source>
        <translation>导出路由</translation>
    </message>
    <message>
        <source>goes to “%1” by %2; group %3; first message after %4, then every %5, again every %6</source>
        <translation>经 %2 发给“%1”；分组 %3；%4 后发第一条，之后每 %5 一次，每 %6 重复</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>无法读取 %1：%2</translation>
    </message>
    <message>
        <source>it is too large</source>
        <translation>文件太大</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>无法写入 %1：%2</translation>
    </message>
    <message>
        <source>The routing is saved.</source>
        <translation>路由已保存。</translation>
    </message>
    <message>
        <source>the default route</source>
        <translation>默认路由</translation>
    </message>
</context>
<context>
    <name>tributary::ui::RuleChart</name>
    <message>
        <source>History as this rule would have seen it</source>
        <translation>此规则所看到的历史</translation>
    </message>
    <message>
        <source>no value</source>
        <translation>无值</translation>
    </message>
    <message>
        <source>expected %1 to %2</source>
        <translation>预期 %1 到 %2</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>critical</source>
        <translation>严重</translation>
    </message>
    <message>
        <source>recovers</source>
        <translation>恢复</translation>
    </message>
</context>
<context>
    <name>tributary::ui::RuleDialog</name>
    <message>
        <source>New alert rule</source>
        <translation>新建告警规则</translation>
    </message>
    <message>
        <source>Alert rule: %1</source>
        <translation>告警规则：%1</translation>
    </message>
    <message>
        <source>The rule as YAML</source>
        <translation>规则（YAML）</translation>
    </message>
    <message>
        <source>Send test</source>
        <translation>发送测试</translation>
    </message>
    <message>
        <source>YAML</source>
        <translation>YAML</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save and activate</source>
        <translation>保存并启用</translation>
    </message>
    <message>
        <source>As this rule would have seen it</source>
        <translation>此规则所看到的历史</translation>
    </message>
    <message>
        <source>Look back</source>
        <translation>回看</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>序列</translation>
    </message>
    <message>
        <source>How far back</source>
        <translation>回看多久</translation>
    </message>
    <message>
        <source>6 hours</source>
        <translation>6 小时</translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>1 天</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 天</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 天</translation>
    </message>
    <message>
        <source>incidents</source>
        <translation>次事件</translation>
    </message>
    <message>
        <source>messages</source>
        <translation>条消息</translation>
    </message>
    <message>
        <source>longest</source>
        <translation>最长</translation>
    </message>
    <message>
        <source>noisiest group</source>
        <translation>最吵的分组</translation>
    </message>
    <message>
        <source>query cost per run</source>
        <translation>每次查询耗时</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>分组</translation>
    </message>
    <message>
        <source>Lasted</source>
        <translation>持续</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Incidents</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>Look back (about %1)</source>
        <translation>回看（约 %1）</translation>
    </message>
    <message>
        <source>The past of this query can only be asked instant by instant: %1 queries. A query that returns a time column, or uses $eval_time in federated SQL, needs one.</source>
        <translation>此查询的历史只能逐个时刻询问：共 %1 次查询。返回时间列的查询，或在联邦 SQL 中使用 $eval_time 的查询，只需一次。</translation>
    </message>
    <message>
        <source>Rule “%1” is saved.</source>
        <translation>规则“%1”已保存。</translation>
    </message>
    <message>
        <source>%1 of %2 evaluations failed: %3</source>
        <translation>%2 次评估中有 %1 次失败：%3</translation>
    </message>
    <message>
        <source>The query gave no rows in this time.</source>
        <translation>这段时间内查询没有返回任何行。</translation>
    </message>
    <message>
        <source>There is too little history to learn from yet.</source>
        <translation>历史数据太少，还无法学习。</translation>
    </message>
    <message>
        <source>incidents (saved rule: %1)</source>
        <translation>次事件（已保存的规则：%1）</translation>
    </message>
    <message>
        <source>messages (%1 without grouping)</source>
        <translation>条消息（不分组则 %1）</translation>
    </message>
    <message>
        <source>longest (mean %1)</source>
        <translation>最长（平均 %1）</translation>
    </message>
    <message>
        <source>the only one</source>
        <translation>唯一的一组</translation>
    </message>
    <message>
        <source>noisiest group (incidents: %1)</source>
        <translation>最吵的分组（事件：%1）</translation>
    </message>
    <message>
        <source>%1, still firing</source>
        <translation>%1，仍在触发</translation>
    </message>
    <message>
        <source>the only series</source>
        <translation>唯一的序列</translation>
    </message>
    <message>
        <source>The routing cannot be read: %1</source>
        <translation>无法读取路由：%1</translation>
    </message>
    <message>
        <source> (no channel yet: nobody is told)</source>
        <translation>（还没有渠道：不会通知任何人）</translation>
    </message>
    <message>
        <source>, grouped by %1</source>
        <translation>，按 %1 分组</translation>
    </message>
    <message>
        <source>, again every %1</source>
        <translation>，每 %1 重复</translation>
    </message>
    <message>
        <source>Route: %1</source>
        <translation>路由：%1</translation>
    </message>
    <message>
        <source>Would say: %1</source>
        <translation>消息内容：%1</translation>
    </message>
    <message>
        <source>The query has to run first: a test message is about a real row.</source>
        <translation>需先运行查询：测试消息取自真实的一行。</translation>
    </message>
    <message>
        <source>furthest at %1</source>
        <translation>最远点在 %1</translation>
    </message>
    <message>
        <source>A test message is about a real row, and the query has given none.</source>
        <translation>测试消息取自真实的一行，而查询没有返回任何行。</translation>
    </message>
    <message>
        <source>No channel of this workspace is on the rule's way: nobody would be told.</source>
        <translation>此规则的路由上没有本工作区的渠道：不会通知任何人。</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>正在发送…</translation>
    </message>
    <message>
        <source>The test message was accepted; channels: %1.</source>
        <translation>测试消息已被接受；渠道：%1。</translation>
    </message>
    <message>
        <source>incident</source>
        <translation>次事件</translation>
    </message>
    <message>
        <source>Suggest levels</source>
        <translation>推荐阈值</translation>
    </message>
    <message>
        <source>Learn levels from the last 14 days of the query</source>
        <translation>根据查询最近 14 天的数据学习阈值</translation>
    </message>
    <message>
        <source>Learning from the past…</source>
        <translation>正在从历史中学习…</translation>
    </message>
    <message>
        <source>there is too little history</source>
        <translation>历史数据太少</translation>
    </message>
    <message>
        <source>No levels can be suggested: %1</source>
        <translation>无法推荐阈值：%1</translation>
    </message>
</context>
<context>
    <name>tributary::ui::RuleForm</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Revenue drop by line</source>
        <translation>各产线收入下降</translation>
    </message>
    <message>
        <source>Asked of</source>
        <translation>查询对象</translation>
    </message>
    <message>
        <source>All connections (SQL)</source>
        <translation>全部连接（SQL）</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>分组</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>first numeric column</source>
        <translation>第一个数值列</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>every column of text</source>
        <translation>所有文本列</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Time column</source>
        <translation>时间列</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>Over or under a level</source>
        <translation>高于或低于阈值</translation>
    </message>
    <message>
        <source>Anomaly</source>
        <translation>异常</translation>
    </message>
    <message>
        <source>Anomaly of several values together</source>
        <translation>多个值一起异常</translation>
    </message>
    <message>
        <source>One row unlike the others</source>
        <translation>某一行与其他行不同</translation>
    </message>
    <message>
        <source>Change against some time ago</source>
        <translation>与一段时间前相比的变化</translation>
    </message>
    <message>
        <source>No new rows</source>
        <translation>没有新行</translation>
    </message>
    <message>
        <source>Number of rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>No rows at all</source>
        <translation>完全没有行</translation>
    </message>
    <message>
        <source>Check: no row may come back</source>
        <translation>检查：不应返回任何行</translation>
    </message>
    <message>
        <source>Every row that comes back</source>
        <translation>返回的每一行</translation>
    </message>
    <message>
        <source>Several levels (YAML)</source>
        <translation>多个阈值（YAML）</translation>
    </message>
    <message>
        <source>Wrong when it is</source>
        <translation>异常情形</translation>
    </message>
    <message>
        <source>above</source>
        <translation>高于</translation>
    </message>
    <message>
        <source>at or above</source>
        <translation>不低于</translation>
    </message>
    <message>
        <source>below</source>
        <translation>低于</translation>
    </message>
    <message>
        <source>at or below</source>
        <translation>不高于</translation>
    </message>
    <message>
        <source>equal to</source>
        <translation>等于</translation>
    </message>
    <message>
        <source>other than</source>
        <translation>不等于</translation>
    </message>
    <message>
        <source>Recovers at</source>
        <translation>恢复于</translation>
    </message>
    <message>
        <source>at the level</source>
        <translation>同阈值</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>严重</translation>
    </message>
    <message>
        <source>Against</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Against the value that long ago</source>
        <translation>与多久之前的值相比</translation>
    </message>
    <message>
        <source>In percent</source>
        <translation>按百分比</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>灵敏度</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Above or below expected</source>
        <translation>高于或低于预期</translation>
    </message>
    <message>
        <source>Above expected</source>
        <translation>高于预期</translation>
    </message>
    <message>
        <source>Below expected</source>
        <translation>低于预期</translation>
    </message>
    <message>
        <source>Differs by at least</source>
        <translation>至少相差</translation>
    </message>
    <message>
        <source>… in percent</source>
        <translation>…百分比</translation>
    </message>
    <message>
        <source>Rows that are allowed</source>
        <translation>允许的行数</translation>
    </message>
    <message>
        <source>Wrong at least</source>
        <translation>至少异常</translation>
    </message>
    <message>
        <source>times of the last</source>
        <translation>次，最近共</translation>
    </message>
    <message>
        <source>For</source>
        <translation>持续</translation>
    </message>
    <message>
        <source>Every</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>Keep firing for</source>
        <translation>继续触发</translation>
    </message>
    <message>
        <source>Keep the last state</source>
        <translation>保持上次状态</translation>
    </message>
    <message>
        <source>All is well</source>
        <translation>视为正常</translation>
    </message>
    <message>
        <source>Tell of it</source>
        <translation>发出通知</translation>
    </message>
    <message>
        <source>Fire the rule</source>
        <translation>触发规则</translation>
    </message>
    <message>
        <source>When no data</source>
        <translation>无数据时</translation>
    </message>
    <message>
        <source>When the query fails</source>
        <translation>查询失败时</translation>
    </message>
    <message>
        <source>When a group goes missing</source>
        <translation>分组消失时</translation>
    </message>
    <message>
        <source>Labels to route by</source>
        <translation>用于路由的标签</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Sensitivity: at most %1 false alarms a week and series</source>
        <translation>灵敏度：每个序列每周最多 %1 次误报</translation>
    </message>
    <message>
        <source>Sensitivity: at most 1 false alarm a series in %1 weeks</source>
        <translation>灵敏度：每个序列 %1 周内最多 1 次误报</translation>
    </message>
    <message>
        <source>The rule needs a name.</source>
        <translation>规则需要名称。</translation>
    </message>
    <message>
        <source>The rule needs a group.</source>
        <translation>规则需要分组。</translation>
    </message>
    <message>
        <source>The rule needs a query.</source>
        <translation>规则需要查询。</translation>
    </message>
    <message>
        <source>“%1” is not a number.</source>
        <translation>“%1”不是数字。</translation>
    </message>
    <message>
        <source>Give a level to warn at, or a critical one.</source>
        <translation>请给出警告或严重阈值。</translation>
    </message>
    <message>
        <source>“%1” is not a duration. Write 30s, 5m, 1h30m or 2w.</source>
        <translation>“%1”不是时长。请写成 30s、5m、1h30m 或 2w。</translation>
    </message>
    <message>
        <source>Labels are written as severity=page, team=data.</source>
        <translation>标签写作 severity=page, team=data。</translation>
    </message>
    <message>
        <source>Federated</source>
        <translation>联邦查询</translation>
    </message>
</context>
<context>
    <name>tributary::ui::SilenceDialog</name>
    <message>
        <source>New silence</source>
        <translation>新建静默</translation>
    </message>
    <message>
        <source>Edit silence</source>
        <translation>编辑静默</translation>
    </message>
    <message>
        <source>Which alerts</source>
        <translation>哪些告警</translation>
    </message>
    <message>
        <source>From</source>
        <translation>从</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>直到</translation>
    </message>
    <message>
        <source>Why, for those who wonder</source>
        <translation>原因，给其他人看</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Silence</source>
        <translation>静默</translation>
    </message>
    <message>
        <source>Say which alerts: a silence without a label would hush everything.</source>
        <translation>请说明是哪些告警：没有标签的静默会静默一切。</translation>
    </message>
    <message>
        <source>It ends before it begins.</source>
        <translation>结束早于开始。</translation>
    </message>
    <message>
        <source>No active alert is meant now; later ones will be.</source>
        <translation>目前没有匹配的活动告警；以后的会匹配。</translation>
    </message>
    <message>
        <source>Active alerts that are meant: %1</source>
        <translation>匹配的活动告警：%1</translation>
    </message>
</context>
<context>
    <name>tributary::ui::ActivityBar</name>
    <message>
        <source>Alerts that fire: %1</source>
        <translation>正在触发的告警：%1</translation>
    </message>
</context>
<context>
    <name>tributary::ui::NoticeBar</name>
    <message>
        <source>Notice</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭提示</translation>
    </message>
</context>
<context>
    <name>Error</name>
    <message>
        <source>The statement ran longer than its time limit and was stopped</source>
        <translation>语句运行超过时限，已停止</translation>
    </message>
    <message>
        <source>Raise the time limit, or narrow the query with a filter or LIMIT.</source>
        <translation>请放宽时限，或用条件或 LIMIT 缩小查询范围。</translation>
    </message>
    <message>
        <source>The statement was cancelled</source>
        <translation>语句已取消</translation>
    </message>
    <message>
        <source>The statement was interrupted</source>
        <translation>语句已中断</translation>
    </message>
    <message>
        <source>The statement ran longer than the connection's statement timeout</source>
        <translation>语句运行超过该连接的语句超时</translation>
    </message>
    <message>
        <source>Raise the statement timeout, or ask for less.</source>
        <translation>请调大语句超时，或减少查询的数据量。</translation>
    </message>
    <message>
        <source>Raise the statement timeout of the connection, or narrow the query.</source>
        <translation>请调大该连接的语句超时，或缩小查询范围。</translation>
    </message>
    <message>
        <source>Narrow the query, or raise the statement timeout of the connection.</source>
        <translation>请缩小查询范围，或调大该连接的语句超时。</translation>
    </message>
    <message>
        <source>%1 sent nothing for %2</source>
        <translation>%1 在 %2 内没有发送任何数据</translation>
    </message>
    <message>
        <source>Narrow the query, or raise the time limit of the connection.</source>
        <translation>请缩小查询范围，或放宽该连接的时限。</translation>
    </message>
    <message>
        <source>This is more than one statement</source>
        <translation>这里不止一条语句</translation>
    </message>
    <message>
        <source>Run them one by one.</source>
        <translation>请逐条运行。</translation>
    </message>
    <message>
        <source>There is no statement to run</source>
        <translation>没有可运行的语句</translation>
    </message>
    <message>
        <source>Write one, or choose another text.</source>
        <translation>请写一条语句，或选择其他文本。</translation>
    </message>
    <message>
        <source>The text holds more than one statement</source>
        <translation>文本中不止一条语句</translation>
    </message>
    <message>
        <source>Run the statements one by one.</source>
        <translation>请逐条运行这些语句。</translation>
    </message>
    <message>
        <source>The statement has a parameter without a value: %1</source>
        <translation>语句中有参数没有值：%1</translation>
    </message>
    <message>
        <source>Give every $name a value (on the command line: --param name=value).</source>
        <translation>请为每个 $name 提供值（命令行：--param name=value）。</translation>
    </message>
    <message>
        <source>Another statement has begun in this session, which ended this one</source>
        <translation>此会话中已开始另一条语句，本语句因此结束</translation>
    </message>
    <message>
        <source>Read a result to its end first, or use a session of its own.</source>
        <translation>请先读完结果，或使用单独的会话。</translation>
    </message>
    <message>
        <source>Narrow the query, or raise the memory limit.</source>
        <translation>请缩小查询范围，或调高内存上限。</translation>
    </message>
    <message>
        <source>There is no connection of that name: the list of connections shows those there are (on the command line: tributary connection list).</source>
        <translation>没有这个名称的连接：连接列表中是现有的连接（命令行：tributary connection list）。</translation>
    </message>
    <message>
        <source>A table of a connection is written connection.schema.table (on the command line, tributary schema lists them).</source>
        <translation>连接中的表写作 连接.模式.表（命令行可用 tributary schema 列出）。</translation>
    </message>
    <message>
        <source>There is no connection '%1'</source>
        <translation>没有名为“%1”的连接</translation>
    </message>
    <message>
        <source>There is no connection called '%1'</source>
        <translation>没有名为“%1”的连接</translation>
    </message>
    <message>
        <source>There is no schema '%1' in connection '%2'</source>
        <translation>连接“%2”中没有模式“%1”</translation>
    </message>
    <message>
        <source>There is no table '%1' in database '%2'</source>
        <translation>数据库“%2”中没有表“%1”</translation>
    </message>
    <message>
        <source>There is no table or view '%1' in '%2'</source>
        <translation>“%2”中没有表或视图“%1”</translation>
    </message>
    <message>
        <source>Refresh the schema; it may have been renamed or dropped.</source>
        <translation>请刷新模式；它可能已改名或被删除。</translation>
    </message>
    <message>
        <source>The columns have changed since they were last looked at</source>
        <translation>自上次查看以来，列已发生变化</translation>
    </message>
    <message>
        <source>Refresh the connection and run the statement again.</source>
        <translation>请刷新该连接，然后重新运行语句。</translation>
    </message>
    <message>
        <source>The columns have changed in the server since they were read</source>
        <translation>读取之后，服务器中的列已发生变化</translation>
    </message>
    <message>
        <source>Refresh the schema of the connection and run the statement again.</source>
        <translation>请刷新该连接的模式，然后重新运行语句。</translation>
    </message>
    <message>
        <source>Check the spelling; on many servers upper and lower case differ in table names.</source>
        <translation>请检查拼写；许多服务器的表名区分大小写。</translation>
    </message>
    <message>
        <source>Check the column's name, or quote text with single quotes.</source>
        <translation>请检查列名；文本请用单引号括起来。</translation>
    </message>
    <message>
        <source>Check the column's name: ClickHouse distinguishes upper and lower case.</source>
        <translation>请检查列名：ClickHouse 区分大小写。</translation>
    </message>
    <message>
        <source>Check database and table name; refresh the schema if it changed.</source>
        <translation>请检查数据库名和表名；如有变化请刷新模式。</translation>
    </message>
    <message>
        <source>Check the name of the database.</source>
        <translation>请检查数据库名称。</translation>
    </message>
    <message>
        <source>Check the name of the schema.</source>
        <translation>请检查模式名称。</translation>
    </message>
    <message>
        <source>Correct the statement at the marked place.</source>
        <translation>请在标出的位置修改语句。</translation>
    </message>
    <message>
        <source>Nothing listens on %1 (connection refused)</source>
        <translation>%1 上没有服务在监听（连接被拒绝）</translation>
    </message>
    <message>
        <source>Check that the server runs, and check host and port.</source>
        <translation>请确认服务器正在运行，并检查主机和端口。</translation>
    </message>
    <message>
        <source>There is no network route to %1</source>
        <translation>没有到 %1 的网络路由</translation>
    </message>
    <message>
        <source>Check the network, a VPN, and the host name.</source>
        <translation>请检查网络、VPN 和主机名。</translation>
    </message>
    <message>
        <source>Cannot connect to %1: %2</source>
        <translation>无法连接到 %1：%2</translation>
    </message>
    <message>
        <source>Cannot connect to %1</source>
        <translation>无法连接到 %1</translation>
    </message>
    <message>
        <source>Check that the server runs, and check host, port and firewall.</source>
        <translation>请确认服务器正在运行，并检查主机、端口和防火墙。</translation>
    </message>
    <message>
        <source>The host '%1' is not known</source>
        <translation>找不到主机“%1”</translation>
    </message>
    <message>
        <source>Check the spelling of the host, and that this machine's name service is reachable.</source>
        <translation>请检查主机名拼写，并确认本机的域名服务可用。</translation>
    </message>
    <message>
        <source>%1 did not answer within %2</source>
        <translation>%1 在 %2 内没有应答</translation>
    </message>
    <message>
        <source>Check host, port and firewall, or raise the connect timeout.</source>
        <translation>请检查主机、端口和防火墙，或调大连接超时。</translation>
    </message>
    <message>
        <source>The server did not answer within the connect timeout</source>
        <translation>服务器在连接超时内没有应答</translation>
    </message>
    <message>
        <source>Check host and port, that the server is running, and that no firewall is in between.</source>
        <translation>请检查主机和端口，确认服务器正在运行且中间没有防火墙。</translation>
    </message>
    <message>
        <source>Check host and port, whether the server runs, and whether a firewall lets this machine through.</source>
        <translation>请检查主机和端口、服务器是否运行，以及防火墙是否放行本机。</translation>
    </message>
    <message>
        <source>Check that the server is running and can be reached.</source>
        <translation>请确认服务器正在运行且可以访问。</translation>
    </message>
    <message>
        <source>No working connection to %1: %2</source>
        <translation>与 %1 之间没有可用的连接：%2</translation>
    </message>
    <message>
        <source>%1 closed the connection before its answer was complete</source>
        <translation>%1 在应答完成之前关闭了连接</translation>
    </message>
    <message>
        <source>%1 closed the connection without an answer</source>
        <translation>%1 没有应答就关闭了连接</translation>
    </message>
    <message>
        <source>See the server's log for why; then try again.</source>
        <translation>原因请看服务器日志，然后重试。</translation>
    </message>
    <message>
        <source>%1 does not answer in HTTP</source>
        <translation>%1 不以 HTTP 应答</translation>
    </message>
    <message>
        <source>Check the port: it may belong to another protocol, or need TLS.</source>
        <translation>请检查端口：它可能属于其他协议，或需要 TLS。</translation>
    </message>
    <message>
        <source>The TLS certificate of %1 is not trusted: %2</source>
        <translation>不信任 %1 的 TLS 证书：%2</translation>
    </message>
    <message>
        <source>Give the certificate authority's file, or check that the host name is the one in the certificate.</source>
        <translation>请提供证书颁发机构的文件，或检查主机名是否与证书中的一致。</translation>
    </message>
    <message>
        <source>No TLS connection could be made with %1: %2</source>
        <translation>无法与 %1 建立 TLS 连接：%2</translation>
    </message>
    <message>
        <source>Check whether this port speaks TLS at all, and which TLS versions the server allows.</source>
        <translation>请检查该端口是否支持 TLS，以及服务器允许哪些 TLS 版本。</translation>
    </message>
    <message>
        <source>The server at %1 refused user '%2': %3</source>
        <translation>%1 上的服务器拒绝了用户“%2”：%3</translation>
    </message>
    <message>
        <source>The server refused the credentials: %1</source>
        <translation>服务器拒绝了登录凭据：%1</translation>
    </message>
    <message>
        <source>Check user and password, or the token, in the connection's settings.</source>
        <translation>请在连接设置中检查用户名和密码，或令牌。</translation>
    </message>
    <message>
        <source>Check the user name and the password, and that pg_hba.conf on the server admits this client.</source>
        <translation>请检查用户名和密码，并确认服务器上的 pg_hba.conf 允许此客户端。</translation>
    </message>
    <message>
        <source>Check user and password; an account belongs to a host in MySQL: 'user'@'this machine' must exist.</source>
        <translation>请检查用户名和密码；MySQL 的账户与主机绑定：必须存在 'user'@'this machine'。</translation>
    </message>
    <message>
        <source>Check user name and password of the connection.</source>
        <translation>请检查该连接的用户名和密码。</translation>
    </message>
    <message>
        <source>The server does not allow this: %1</source>
        <translation>服务器不允许这样做：%1</translation>
    </message>
    <message>
        <source>Ask the server's administrator to grant this user or token access.</source>
        <translation>请让服务器管理员为此用户或令牌授权。</translation>
    </message>
    <message>
        <source>Ask the owner for the privilege (GRANT), or use another user.</source>
        <translation>请向所有者申请权限（GRANT），或换一个用户。</translation>
    </message>
    <message>
        <source>Ask for the privilege (GRANT …), or connect as another user.</source>
        <translation>请申请权限（GRANT …），或以其他用户连接。</translation>
    </message>
    <message>
        <source>Ask the administrator of the server for the missing grant.</source>
        <translation>请向服务器管理员申请缺少的授权。</translation>
    </message>
    <message>
        <source>The connection is read-only and this statement may change something</source>
        <translation>该连接是只读的，而这条语句可能会修改数据</translation>
    </message>
    <message>
        <source>Switch the connection's read-only off to run it.</source>
        <translation>要运行它，请关闭该连接的只读。</translation>
    </message>
    <message>
        <source>This connection is read-only. Switch that off in the connection's settings if you mean to write.</source>
        <translation>此连接是只读的。如果确实要写入，请在连接设置中关闭只读。</translation>
    </message>
    <message>
        <source>This connection is read-only; the statement would lift that</source>
        <translation>此连接是只读的，而这条语句会解除只读</translation>
    </message>
    <message>
        <source>Switch 'read-only' off in the connection's settings if you mean to write.</source>
        <translation>如果确实要写入，请在连接设置中关闭“只读”。</translation>
    </message>
    <message>
        <source>The connection is read only. Switch 'Read only' off in its settings to change data.</source>
        <translation>该连接是只读的。要修改数据，请在其设置中关闭“只读”。</translation>
    </message>
    <message>
        <source>The session is read-only; use a connection that may write.</source>
        <translation>会话是只读的；请使用可以写入的连接。</translation>
    </message>
    <message>
        <source>The federation only reads from '%1'. Choose the connection as the target to run this statement on the server itself.</source>
        <translation>联合查询只从“%1”读取。要在服务器上运行这条语句，请把该连接选为目标。</translation>
    </message>
    <message>
        <source>The secret '%1' of connection '%2' is not in the %3 secret store</source>
        <translation>连接“%2”的机密“%1”不在 %3 机密存储中</translation>
    </message>
    <message>
        <source>Enter it again in the connection's settings.</source>
        <translation>请在连接设置中重新输入。</translation>
    </message>
    <message>
        <source>The password of the sealed secrets is wrong</source>
        <translation>机密文件的密码不正确</translation>
    </message>
    <message>
        <source>Try again; there is no way to read the secrets without it.</source>
        <translation>请重试；没有密码就无法读取机密。</translation>
    </message>
    <message>
        <source>There is no file '%1'</source>
        <translation>没有文件“%1”</translation>
    </message>
    <message>
        <source>Check the path. A database is never created by connecting to it.</source>
        <translation>请检查路径。连接不会创建数据库。</translation>
    </message>
    <message>
        <source>'%1' is a folder</source>
        <translation>“%1”是文件夹</translation>
    </message>
    <message>
        <source>Choose the database file in it.</source>
        <translation>请选择其中的数据库文件。</translation>
    </message>
    <message>
        <source>'%1' cannot be read</source>
        <translation>无法读取“%1”</translation>
    </message>
    <message>
        <source>Check the file's permissions.</source>
        <translation>请检查文件的权限。</translation>
    </message>
    <message>
        <source>'%1' is not a DuckDB database</source>
        <translation>“%1”不是 DuckDB 数据库</translation>
    </message>
    <message>
        <source>The file is something else, or an encrypted or damaged database.</source>
        <translation>该文件是其他内容，或是加密的或已损坏的数据库。</translation>
    </message>
    <message>
        <source>'%1' cannot be read: %2</source>
        <translation>无法读取“%1”：%2</translation>
    </message>
    <message>
        <source>Check that the file is what its name says, or set the connection's CSV options.</source>
        <translation>请检查文件是否与扩展名相符，或设置该连接的 CSV 选项。</translation>
    </message>
    <message>
        <source>There is no workspace '%1'</source>
        <translation>没有工作区“%1”</translation>
    </message>
    <message>
        <source>The workspace '%1' is not a database</source>
        <translation>工作区“%1”不是数据库</translation>
    </message>
    <message>
        <source>Check that the folder exists and that you may write to it.</source>
        <translation>请检查文件夹是否存在，以及您是否可以写入。</translation>
    </message>
    <message>
        <source>No temporary folder can be made as %1</source>
        <translation>无法创建临时文件夹 %1</translation>
    </message>
    <message>
        <source>Check TMPDIR and its free space.</source>
        <translation>请检查 TMPDIR 及其可用空间。</translation>
    </message>
    <message>
        <source>The result could not be kept: %1</source>
        <translation>结果无法保存：%1</translation>
    </message>
    <message>
        <source>Free memory or disk space, or narrow the query.</source>
        <translation>请释放内存或磁盘空间，或缩小查询范围。</translation>
    </message>
    <message>
        <source>Another window has taken over this tab</source>
        <translation>另一个窗口已接管此标签页</translation>
    </message>
    <message>
        <source>Its text is kept in both windows.</source>
        <translation>两个窗口中都保留了它的文本。</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>请换一个名称。</translation>
    </message>
    <message>
        <source>A connection '%1' is there already</source>
        <translation>已有名为“%1”的连接</translation>
    </message>
    <message>
        <source>There is a connection called '%1' already</source>
        <translation>已有名为“%1”的连接</translation>
    </message>
    <message>
        <source>Choose another name, or remove the other connection first.</source>
        <translation>请换一个名称，或先删除另一个连接。</translation>
    </message>
    <message>
        <source>This is a defect of the program: please report it with the statement. Reopen the workspace now.</source>
        <translation>这是程序的缺陷：请连同语句一起报告。现在请重新打开工作区。</translation>
    </message>
    <message>
        <source>Table with name %1 does not exist!
Did you mean "%2"?</source>
        <translation>表 %1 不存在！
是否指“%2”？</translation>
    </message>
    <message>
        <source>Table with name %1 does not exist!</source>
        <translation>表 %1 不存在！</translation>
    </message>
    <message>
        <source>Referenced column "%1" not found in FROM clause!
Candidate bindings: %2</source>
        <translation>FROM 子句中没有列“%1”！
相近的列：%2</translation>
    </message>
    <message>
        <source>Referenced column "%1" not found in FROM clause!</source>
        <translation>FROM 子句中没有列“%1”！</translation>
    </message>
    <message>
        <source>Catalog "%1" does not exist!</source>
        <translation>没有名为“%1”的连接或数据库！</translation>
    </message>
    <message>
        <source>syntax error at or near "%1"</source>
        <translation>“%1”附近有语法错误</translation>
    </message>
    <message>
        <source>syntax error at end of input</source>
        <translation>语句末尾有语法错误：语句不完整</translation>
    </message>
</context>
<context>
    <name>tributary::ui::DesktopNotices</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Silence for 1 hour</source>
        <translation>静默 1 小时</translation>
    </message>
    <message>
        <source>Acknowledge</source>
        <translation>确认已知</translation>
    </message>
</context>
<context>
    <name>tributary::ui::WindowEvaluator</name>
    <message>
        <source>Silenced for 1 hour.</source>
        <translation>已静默 1 小时。</translation>
    </message>
    <message>
        <source>Acknowledged.</source>
        <translation>已确认。</translation>
    </message>
</context>
<context>
    <name>tributary::ui::AlertReason</name>
    <message>
        <source>{0} is {1} sigma away from the expected {2} ({s0})</source>
        <translation>{0} 偏离预期值 {2} 达 {1} 个标准差（{s0}）</translation>
    </message>
    <message>
        <source>the mean of the last {0} rows has moved by {1} from the expected value ({2} sigma, {s0})</source>
        <translation>最近 {0} 行的均值偏离预期 {1}（{2} 个标准差，{s0}）</translation>
    </message>
    <message>
        <source>the noise has grown: the last {0} rows scatter {1} times as widely as usual</source>
        <translation>波动变大：最近 {0} 行的离散程度是平时的 {1} 倍</translation>
    </message>
    <message>
        <source>the value has not changed from {0} for {1} rows; so long a standstill is new</source>
        <translation>数值停在 {0} 已有 {1} 行；这么久不变是前所未有的</translation>
    </message>
    <message>
        <source>the last {0} rows look like nothing in the past; the row is as rare as one in {1}</source>
        <translation>最近 {0} 行与过去都不相似；这样的行约 {1} 行才有一次</translation>
    </message>
    <message>
        <source>{0} is far {s0} the drifting mean: a chance of one in {1}</source>
        <translation>{0} 远离缓慢变化的均值（{s0}）：概率约为 1/{1}</translation>
    </message>
    <message>
        <source>{0} events, where {1} are usual at this time: a chance of one in {2}</source>
        <translation>{0} 个事件，而此时通常为 {1} 个：概率约为 1/{2}</translation>
    </message>
    <message>
        <source>{0} events in {1} rows, where {2} are usual: a chance of one in {3}</source>
        <translation>{1} 行内 {0} 个事件，而通常为 {2} 个：概率约为 1/{3}</translation>
    </message>
    <message>
        <source>nothing for {0} rows, where {1} events were due: a chance of one in {2}</source>
        <translation>{0} 行内没有事件，而本应有 {1} 个：概率约为 1/{2}</translation>
    </message>
    <message>
        <source>no row came for {0} s; usually one comes every {1} s</source>
        <translation>已有 {0} 秒没有新行；通常每 {1} 秒一行</translation>
    </message>
    <message>
        <source>{0} rows have no value</source>
        <translation>{0} 行没有值</translation>
    </message>
    <message>
        <source>the counter fell from {0} to {1}: it was reset</source>
        <translation>计数器从 {0} 降到 {1}：已被重置</translation>
    </message>
    <message>
        <source>{0} is below {1}, the lowest that is allowed</source>
        <translation>{0} 低于允许的最小值 {1}</translation>
    </message>
    <message>
        <source>{0} is above {1}, the highest that is allowed</source>
        <translation>{0} 高于允许的最大值 {1}</translation>
    </message>
    <message>
        <source>the columns do not fit together as usual; most of it comes from {s0} ({0} %)</source>
        <translation>各列之间的关系不同寻常；主要来自 {s0}（{0} %）</translation>
    </message>
    <message>
        <source>{0} % of the movement is a season of {1} rows: an anomaly condition fits better than a threshold</source>
        <translation>{0} % 的变化是周期为 {1} 行的季节性：用异常条件比用阈值更合适</translation>
    </message>
    <message>
        <source>from {0} rows: {1} is passed about once a week, {2} about once in three months</source>
        <translation>依据 {0} 行：约每周越过一次 {1}，约每三个月越过一次 {2}</translation>
    </message>
    <message>
        <source>it has not fired in {0} weeks: is its threshold within reach, and does its query still find rows?</source>
        <translation>已有 {0} 周没有触发：阈值能否达到？查询还能查到行吗？</translation>
    </message>
    <message>
        <source>it was firing {0} % of the time: raise its threshold, or mend what it tells of</source>
        <translation>{0} % 的时间都在触发：提高阈值，或解决它所指出的问题</translation>
    </message>
    <message>
        <source>{0} of {1} alerts came back within 10 minutes: set a recovery threshold, or keep_firing_for</source>
        <translation>{1} 条告警中有 {0} 条在 10 分钟内再次出现：设置恢复阈值或 keep_firing_for</translation>
    </message>
    <message>
        <source>half of its {0} alerts were over within {1} minutes: a `for` of {2} minutes would keep most of them back</source>
        <translation>{0} 条告警中有一半在 {1} 分钟内结束：把 `for` 设为 {2} 分钟可以挡住其中大部分</translation>
    </message>
    <message>
        <source>{0} of {1} alerts began in the hour from {2}:00 UTC: mute that time, or use an anomaly condition</source>
        <translation>{1} 条告警中有 {0} 条始于 UTC {2}:00 起的一小时：在该时段静音，或改用异常条件</translation>
    </message>
    <message>
        <source>{0} of {1} alerts were taken by anybody: send it elsewhere, or lower its severity</source>
        <translation>{1} 条告警中只有 {0} 条有人处理：发到别处，或降低严重程度</translation>
    </message>
    <message>
        <source>it fires {0} times a week: group it, or raise its threshold</source>
        <translation>每周触发 {0} 次：将其分组，或提高阈值</translation>
    </message>
    <message>
        <source>{0} after {1} {s0} ago</source>
        <translation>{0}，而 {s0} 前为 {1}</translation>
    </message>
    <message>
        <source>the newest row is of {s0}</source>
        <translation>最新的行来自 {s0}</translation>
    </message>
    <message>
        <source>{s0} is not among the rows since {s1}</source>
        <translation>{s0} 自 {s1} 起不在结果行中</translation>
    </message>
    <message>
        <source>the query returns no data</source>
        <translation>查询没有返回数据</translation>
    </message>
    <message>
        <source>{s0}</source>
        <translation>{s0}</translation>
    </message>
    <message>
        <source>the query returns no rows</source>
        <translation>查询没有返回行</translation>
    </message>
    <message>
        <source>there is no row for {s0}</source>
        <translation>没有 {s0} 的行</translation>
    </message>
    <message>
        <source>{0} failing rows, {1} allowed</source>
        <translation>{0} 行未通过，允许 {1} 行</translation>
    </message>
    <message>
        <source>columns missing: {s0}</source>
        <translation>缺少的列：{s0}</translation>
    </message>
    <message>
        <source>unexpected columns: {s0}</source>
        <translation>多出的列：{s0}</translation>
    </message>
    <message>
        <source>columns missing: {s0}; unexpected columns: {s1}</source>
        <translation>缺少的列：{s0}；多出的列：{s1}</translation>
    </message>
    <message>
        <source>over the limit</source>
        <translation>超过上限</translation>
    </message>
    <message>
        <source>{s0} has left its {2} peers: it is at {0}, their middle at {1}</source>
        <translation>{s0} 偏离了它的 {2} 个同类：它为 {0}，同类中位数为 {1}</translation>
    </message>
    <message>
        <source>{s0} has left its {1} peers, whose middle is {2}: by {0} sigma</source>
        <translation>{s0} 偏离了它的 {1} 个同类（中位数 {2}）：{0} 个标准差</translation>
    </message>
</context>
<context>
    <name>tributary::ui::ColumnPicker</name>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>%1 columns</source>
        <translation>%1 列</translation>
    </message>
</context>
<context>
    <name>tributary::ui::PictureCanvas</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>tributary::ui::StepForm</name>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>%1: a value is needed.</source>
        <translation>%1：需要填写。</translation>
    </message>
</context>
<context>
    <name>tributary::ui::InstallDialog</name>
    <message>
        <source>Install plugin</source>
        <translation>安装插件</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>安装</translation>
    </message>
    <message>
        <source>Checking the package…</source>
        <translation>正在检查安装包…</translation>
    </message>
    <message>
        <source>Installing…</source>
        <translation>正在安装…</translation>
    </message>
    <message>
        <source>The package is another one than a moment ago. Look at it again.</source>
        <translation>安装包与刚才的不同，请再看一遍。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Install %1 %2?</source>
        <translation>安装 %1 %2？</translation>
    </message>
    <message>
        <source>%1 · by %2 · licence %3</source>
        <translation>%1 · 发布者 %2 · 许可 %3</translation>
    </message>
    <message>
        <source>Version %1 is installed: this one is older.</source>
        <translation>已安装版本 %1：这一个更旧。</translation>
    </message>
    <message>
        <source>It asks for more than version %1 did.</source>
        <translation>它要求的权限比版本 %1 更多。</translation>
    </message>
    <message>
        <source>It may:</source>
        <translation>它可以：</translation>
    </message>
    <message>
        <source>It has no network and no files: it sees only the rows it is given.</source>
        <translation>它不能使用网络和文件，只能看到交给它的行。</translation>
    </message>
    <message>
        <source>Install the older one</source>
        <translation>安装旧版本</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>更新</translation>
    </message>
</context>
<context>
    <name>tributary::ui::PluginDetails</name>
    <message>
        <source>Install</source>
        <translation>安装</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>回退</translation>
    </message>
    <message>
        <source>Use the version before again</source>
        <translation>重新使用之前的版本</translation>
    </message>
    <message>
        <source>Let it start again</source>
        <translation>允许再次启动</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>Permissions</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>Crashes</source>
        <translation>崩溃</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Not installed</source>
        <translation>未安装</translation>
    </message>
    <message>
        <source>Update to %1</source>
        <translation>更新到 %1</translation>
    </message>
    <message>
        <source>Disable</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Enable</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>Its files are not as they were when they were installed (%1): it is not started. Install it again.</source>
        <translation>它的文件与安装时不同（%1），因此不会启动。请重新安装。</translation>
    </message>
    <message>
        <source>It crashed %1 times within ten minutes and is not started any more.</source>
        <translation>它在十分钟内崩溃了 %1 次，不再启动。</translation>
    </message>
    <message>
        <source>This version has never run here. The one before can be used again: Roll back.</source>
        <translation>此版本在这里从未成功运行。可以重新使用之前的版本：回退。</translation>
    </message>
    <message>
        <source>The list of its repository is too old to install from.</source>
        <translation>其软件源的列表已过期，不能从中安装。</translation>
    </message>
    <message>
        <source>Version %1, installed on %2</source>
        <translation>版本 %1，安装于 %2</translation>
    </message>
    <message>
        <source>Kept for a way back: %1</source>
        <translation>保留以便回退：%1</translation>
    </message>
    <message>
        <source>Version %1, %2, from the repository %3</source>
        <translation>版本 %1，%2，来自软件源 %3</translation>
    </message>
    <message>
        <source>By %1, licence %2</source>
        <translation>发布者 %1，许可 %2</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>Nothing it was not allowed was tried.</source>
        <translation>没有越权的尝试。</translation>
    </message>
    <message>
        <source>Tried without permission, and refused:</source>
        <translation>未经许可的尝试，已被拒绝：</translation>
    </message>
    <message>
        <source>During: %1</source>
        <translation>发生在：%1</translation>
    </message>
    <message>
        <source>It has not crashed.</source>
        <translation>没有崩溃过。</translation>
    </message>
    <message>
        <source>The log is empty.</source>
        <translation>日志为空。</translation>
    </message>
    <message>
        <source>It is not started any more: %1</source>
        <translation>不再启动：%1</translation>
    </message>
</context>
<context>
    <name>tributary::ui::PluginRows</name>
    <message>
        <source>Plugin</source>
        <translation>插件</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>CPU time</source>
        <translation>CPU 时间</translation>
    </message>
    <message>
        <source>Signed</source>
        <translation>签名</translation>
    </message>
    <message>
        <source>Installed</source>
        <translation>已安装</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Driver</source>
        <translation>驱动</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>库</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>Version %1 is available.</source>
        <translation>有新版本 %1。</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
</context>
<context>
    <name>tributary::ui::PluginWords</name>
    <message>
        <source>Data source</source>
        <translation>数据源</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Visual</source>
        <translation>可视化</translation>
    </message>
    <message>
        <source>Notifier</source>
        <translation>通知器</translation>
    </message>
    <message>
        <source>Exporter</source>
        <translation>导出器</translation>
    </message>
    <message>
        <source>Built in</source>
        <translation>内置</translation>
    </message>
    <message>
        <source>From a repository</source>
        <translation>来自软件源</translation>
    </message>
    <message>
        <source>Key you trust</source>
        <translation>您信任的密钥</translation>
    </message>
    <message>
        <source>Unsigned</source>
        <translation>未签名</translation>
    </message>
    <message>
        <source>Signed by the makers of this program.</source>
        <translation>由本程序的制作者签名。</translation>
    </message>
    <message>
        <source>Signed with a key of its repository (%1). That says who built it, not that it is harmless.</source>
        <translation>由其软件源的密钥签名（%1）。这说明是谁构建的，并不说明它无害。</translation>
    </message>
    <message>
        <source>Signed with a key you chose to trust (%1). That says who built it, not that it is harmless.</source>
        <translation>由您选择信任的密钥签名（%1）。这说明是谁构建的，并不说明它无害。</translation>
    </message>
    <message>
        <source>Nobody signed it: it can be from anyone, and can have been changed.</source>
        <translation>没有签名：可能来自任何人，也可能被改动过。</translation>
    </message>
    <message>
        <source>Signed with a key nobody here knows (%1).</source>
        <translation>由这里不认识的密钥签名（%1）。</translation>
    </message>
    <message>
        <source>Disabled</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Idle</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Quarantined</source>
        <translation>已隔离</translation>
    </message>
    <message>
        <source>files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>processes</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>signals</source>
        <translation>信号</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>This computer cannot hold plugins back: each runs with all your rights.</source>
        <translation>这台计算机无法限制插件：每个插件都以您的全部权限运行。</translation>
    </message>
    <message>
        <source>Plugins run apart from the program. Held back: %1.</source>
        <translation>插件与程序分开运行。受限：%1。</translation>
    </message>
    <message>
        <source>Not held back: %1.</source>
        <translation>不受限：%1。</translation>
    </message>
    <message>
        <source>Connect to the host a connection names</source>
        <translation>连接到连接中指定的主机</translation>
    </message>
    <message>
        <source>Connect to %1</source>
        <translation>连接到 %1</translation>
    </message>
    <message>
        <source>What it is given it could send there.</source>
        <translation>交给它的数据可能被发送到那里。</translation>
    </message>
    <message>
        <source>Read the file or folder you choose</source>
        <translation>读取您选择的文件或文件夹</translation>
    </message>
    <message>
        <source>Read %1</source>
        <translation>读取 %1</translation>
    </message>
    <message>
        <source>All else on the disk stays closed.</source>
        <translation>磁盘上的其他内容都不可访问。</translation>
    </message>
    <message>
        <source>Write the file or folder you choose</source>
        <translation>写入您选择的文件或文件夹</translation>
    </message>
    <message>
        <source>Write %1</source>
        <translation>写入 %1</translation>
    </message>
    <message>
        <source>Read the computer's ODBC drivers and their settings</source>
        <translation>读取本机的 ODBC 驱动及其设置</translation>
    </message>
    <message>
        <source>Read what the system tells of all processes</source>
        <translation>读取系统提供的所有进程信息</translation>
    </message>
    <message>
        <source>Read the system's files for %1</source>
        <translation>读取系统中用于 %1 的文件</translation>
    </message>
    <message>
        <source>At most %1 MB of memory, %2 MB of own files, %3 s of silence, %4 threads</source>
        <translation>最多 %1 MB 内存、%2 MB 自有文件、%3 秒无响应、%4 个线程</translation>
    </message>
</context>
<context>
    <name>tributary::ui::PluginsPage</name>
    <message>
        <source>Installed plugins</source>
        <translation>已安装的插件</translation>
    </message>
    <message>
        <source>No plugin is installed. The catalogue has sources, processors, visuals, exporters and notifiers.</source>
        <translation>尚未安装插件。目录中有数据源、处理器、可视化、导出器和通知器。</translation>
    </message>
    <message>
        <source>Catalogue</source>
        <translation>目录</translation>
    </message>
    <message>
        <source>No repository offers anything that fits.</source>
        <translation>没有软件源提供适用的插件。</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>Drivers on this computer</source>
        <translation>本机上的驱动</translation>
    </message>
    <message>
        <source>No ADBC driver was found on this computer.</source>
        <translation>在本机上没有找到 ADBC 驱动。</translation>
    </message>
    <message>
        <source>Installed</source>
        <translation>已安装</translation>
    </message>
    <message>
        <source>Found here</source>
        <translation>本机发现</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>所有类型</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Install from file…</source>
        <translation>从文件安装…</translation>
    </message>
    <message>
        <source>Look for updates</source>
        <translation>检查更新</translation>
    </message>
    <message>
        <source>The repositories were read again.</source>
        <translation>已重新读取软件源。</translation>
    </message>
    <message>
        <source>Developer mode: allow unsigned plugins</source>
        <translation>开发者模式：允许未签名的插件</translation>
    </message>
    <message>
        <source>Open the catalogue</source>
        <translation>打开目录</translation>
    </message>
    <message>
        <source>Updates (%1)</source>
        <translation>更新（%1）</translation>
    </message>
    <message>
        <source>%1 installed · %2 running</source>
        <translation>已安装 %1 个 · 运行中 %2 个</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>%1 is installed.</source>
        <translation>%1 已安装。</translation>
    </message>
    <message>
        <source>Install a plugin from a file</source>
        <translation>从文件安装插件</translation>
    </message>
    <message>
        <source>Plugins and drivers (*.tplug *.so *.so.*)</source>
        <translation>插件和驱动 (*.tplug *.so *.so.*)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Remove plugin</source>
        <translation>移除插件</translation>
    </message>
    <message>
        <source>Remove %1? Connections that use it stay, and cannot be opened.</source>
        <translation>移除 %1？使用它的连接会保留，但无法打开。</translation>
    </message>
    <message>
        <source>Also what it kept</source>
        <translation>连同它保存的数据</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>tributary::ui::ProcessDialog</name>
    <message>
        <source>Process rows</source>
        <translation>处理行</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Second result</source>
        <translation>第二个结果</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Running…</source>
        <translation>正在运行…</translation>
    </message>
    <message>
        <source>%1 rows so far</source>
        <translation>目前 %1 行</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
</context>
<context>
    <name>tributary::ui::VisualPage</name>
    <message>
        <source>Settings of the visual</source>
        <translation>可视化的设置</translation>
    </message>
    <message>
        <source>Visual</source>
        <translation>可视化</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>PNG picture…</source>
        <translation>PNG 图片…</translation>
    </message>
    <message>
        <source>SVG picture…</source>
        <translation>SVG 图片…</translation>
    </message>
    <message>
        <source>There are no rows to draw.</source>
        <translation>没有可绘制的行。</translation>
    </message>
    <message>
        <source>Drawing…</source>
        <translation>正在绘制…</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 行</translation>
    </message>
    <message>
        <source>SVG pictures (*.svg)</source>
        <translation>SVG 图片 (*.svg)</translation>
    </message>
    <message>
        <source>PNG pictures (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <source>The picture could not be saved: %1</source>
        <translation>无法保存图片：%1</translation>
    </message>
</context>
<context>
    <name>tributary::ui::PluginWords</name>
    <message>
        <source>names of files</source>
        <translation>文件名</translation>
    </message>
    <message>
        <source>Revoked</source>
        <translation>已撤销</translation>
    </message>
</context>
<context>
    <name>tributary::ui::PluginsPage</name>
    <message>
        <source>The program was started without plugins: none of these runs. What you change here counts from the next normal start.</source>
        <translation>程序以不加载插件的方式启动：这里的插件都不会运行。在此所做的更改从下次正常启动起生效。</translation>
    </message>
</context>
<context>
    <name>tributary::ui::ChannelDialog</name>
    <message>
        <source>Channels of this kind are sent by a plugin that is not installed, or disabled. The settings are kept until it is there again.</source>
        <translation>此类渠道由未安装或已停用的插件发送。设置会保留，直到插件恢复。</translation>
    </message>
</context>
<context>
    <name>tributary::ui::VisualPage</name>
    <message>
        <source>Incomplete: painting all it sent would take too long. %1</source>
        <translation>不完整：绘制其返回的全部内容耗时过长。%1</translation>
    </message>
</context>
<context>
    <name>tributary::ui::InstallDialog</name>
    <message>
        <source>In this window: keys are trusted and the developer mode is switched on in the menu ⋯ of the plugin manager.</source>
        <translation>在此窗口中：可在插件管理器的 ⋯ 菜单中信任密钥或开启开发者模式。</translation>
    </message>
    <message>
        <source>SHA-256 of the package: %1</source>
        <translation>安装包的 SHA-256：%1</translation>
    </message>
</context>
<context>
    <name>tributary::ui::PluginDetails</name>
    <message>
        <source>Read me</source>
        <translation>自述文件</translation>
    </message>
    <message>
        <source>An ADBC driver that is on this computer. Connections can use it once it is installed here: then it runs apart from the program, with the rights you give.</source>
        <translation>本机上的 ADBC 驱动。在此安装后连接即可使用它：它与程序分开运行，只拥有您授予的权限。</translation>
    </message>
</context>
<context>
    <name>tributary::ui::PluginRows</name>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
</context>
<context>
    <name>tributary::ui::PluginsPage</name>
    <message>
        <source>Nothing newer is known. The repositories may know more by now.</source>
        <translation>暂无已知的新版本。软件源可能已有更新。</translation>
    </message>
    <message>
        <source>Add a repository…</source>
        <translation>添加软件源…</translation>
    </message>
    <message>
        <source>Trust a key…</source>
        <translation>信任密钥…</translation>
    </message>
    <message>
        <source>Only the repository that comes with the program is known</source>
        <translation>仅有程序自带的软件源</translation>
    </message>
    <message>
        <source>Repositories asked on %1</source>
        <translation>上次查询软件源：%1</translation>
    </message>
</context>
<context>
    <name>tributary::ui::TrustDialog</name>
    <message>
        <source>Trust a key</source>
        <translation>信任密钥</translation>
    </message>
    <message>
        <source>Add a repository</source>
        <translation>添加软件源</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Trust this key</source>
        <translation>信任此密钥</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Plugins signed with this key can be installed from then on. Trust keys only of people you know: a plugin is held back from your files, but it sees the rows it is given.</source>
        <translation>此后可安装由该密钥签名的插件。请只信任您认识的人的密钥：插件无法接触您的文件，但能看到交给它的行。</translation>
    </message>
    <message>
        <source>A repository offers plugins, signed with its key. Both come from who runs it.</source>
        <translation>软件源提供由其密钥签名的插件。地址和密钥均由其运营者提供。</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>A public key file of minisign, or the key itself (RW…)</source>
        <translation>minisign 公钥文件，或密钥本身（RW…）</translation>
    </message>
    <message>
        <source>Browse</source>
        <translation>浏览</translation>
    </message>
    <message>
        <source>Whose it is</source>
        <translation>所有者</translation>
    </message>
    <message>
        <source>Public keys (*.pub)</source>
        <translation>公钥 (*.pub)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>The id of this key is %1. Compare it with what its owner tells you by another way, such as by telephone.</source>
        <translation>此密钥的标识为 %1。请与其所有者通过其他途径（如电话）告知的标识核对。</translation>
    </message>
    <message>
        <source>The key %1 is trusted.</source>
        <translation>已信任密钥 %1。</translation>
    </message>
    <message>
        <source>The repository %1 is added.</source>
        <translation>已添加软件源 %1。</translation>
    </message>
</context>
</TS>
