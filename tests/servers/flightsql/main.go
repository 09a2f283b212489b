// SPDX-License-Identifier: GPL-3.0-or-later

// A Flight SQL server for the tests: the one Apache Arrow ships as its example, on a SQLite file, with Arrow's own
// password check in front of it. Results of tables parted_… come in several parts ("endpoints"), as large servers
// give them; of tables parted_broken…, the third part fails.
package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"regexp"
	"strconv"
	"strings"
	"syscall"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql/example"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

type users struct{ user, password, token string }

func (u users) Validate(user, password string) (string, error) {
	if user != u.user || password != u.password {
		return "", status.Error(codes.Unauthenticated, "wrong user or password")
	}
	return u.token, nil
}

func (u users) IsValid(token string) (interface{}, error) {
	if token != u.token {
		return nil, status.Error(codes.Unauthenticated, "unknown token")
	}
	return u.user, nil
}

// partedServer answers a query over a table whose name begins with "parted_" in as many parts as asked for: part k
// has every batch whose number leaves k over. Everything else is Arrow's example.
type partedServer struct {
	*example.SQLiteFlightSQLServer
	parts int
}

var (
	partedTable = regexp.MustCompile(`^\s*SELECT\b.*\bparted_`)
	brokenTable = regexp.MustCompile(`\bSELECT\b.*\bparted_broken`)
)

type statement string

func (s statement) GetStatementHandle() []byte { return []byte(s) }

func (s partedServer) GetFlightInfoStatement(ctx context.Context, cmd flightsql.StatementQuery,
	desc *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	parts := 1
	if partedTable.MatchString(cmd.GetQuery()) {
		parts = s.parts
	}
	info := &flight.FlightInfo{FlightDescriptor: desc, TotalRecords: -1, TotalBytes: -1}
	for k := 0; k < parts; k++ {
		handle := fmt.Sprintf("%d/%d:%s:%s", k, parts, cmd.GetTransactionId(), cmd.GetQuery())
		ticket, err := flightsql.CreateStatementQueryTicket([]byte(handle))
		if err != nil {
			return nil, err
		}
		info.Endpoint = append(info.Endpoint, &flight.FlightEndpoint{Ticket: &flight.Ticket{Ticket: ticket}})
	}
	return info, nil
}

func (s partedServer) DoGetStatement(ctx context.Context, cmd flightsql.StatementQueryTicket) (
	*arrow.Schema, <-chan flight.StreamChunk, error) {
	part, query, _ := strings.Cut(string(cmd.GetStatementHandle()), ":")
	number, of, _ := strings.Cut(part, "/")
	k, err := strconv.Atoi(number)
	if err != nil {
		return nil, nil, err
	}
	parts, err := strconv.Atoi(of)
	if err != nil || parts < 1 {
		return nil, nil, errors.New("not a ticket of this server")
	}
	schema, all, err := s.SQLiteFlightSQLServer.DoGetStatement(ctx, statement(query))
	if err != nil || parts == 1 {
		return schema, all, err
	}
	own := make(chan flight.StreamChunk)
	go choose(ctx, all, own, k, parts, k == 2 && brokenTable.MatchString(query))
	return schema, own, nil
}

// choose hands on every chunk of part k; a broken part fails after its first.
func choose(ctx context.Context, all <-chan flight.StreamChunk, own chan<- flight.StreamChunk, k, parts int,
	broken bool) {
	defer close(own)
	number := 0
	for chunk := range all {
		mine := chunk.Err != nil || number%parts == k
		number++
		if !mine {
			chunk.Data.Release()
			continue
		}
		if broken && number > parts {
			chunk = flight.StreamChunk{Err: errors.New("this part of the result is broken")}
		}
		select {
		case own <- chunk:
		case <-ctx.Done():
			return
		}
	}
}

func run() error {
	file := flag.String("file", "", "SQLite file")
	user := flag.String("user", "", "the one user; empty: no password is asked for")
	parts := flag.Int("parts", 1, "parts of results of tables parted_…")
	flag.Parse()
	db, err := sql.Open("sqlite", "file:"+*file+"?_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer db.Close()
	base, err := example.NewSQLiteFlightSQLServer(db)
	if err != nil {
		return err
	}
	var middleware []flight.ServerMiddleware
	if *user != "" {
		token := make([]byte, 16)
		if _, err := rand.Read(token); err != nil {
			return err
		}
		known := users{*user, os.Getenv("FLIGHTSQL_PASSWORD"), hex.EncodeToString(token)}
		middleware = append(middleware, flight.CreateServerBasicAuthMiddleware(known))
	}
	server := flight.NewServerWithMiddleware(middleware)
	server.RegisterFlightService(flightsql.NewFlightServer(partedServer{base, *parts}))
	if err := server.Init("127.0.0.1:0"); err != nil {
		return err
	}
	server.SetShutdownOnSignals(os.Interrupt, syscall.SIGTERM)
	_, port, _ := strings.Cut(server.Addr().String(), ":")
	fmt.Println(port) // clients may come now
	return server.Serve()
}

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}
