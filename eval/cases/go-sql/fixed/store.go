package main

import (
	"context"
	"database/sql"
	"strings"
)

type store struct{ db *sql.DB }

func (s *store) titles(ctx context.Context, state, order string) (string, error) {
	query := "SELECT title FROM tickets WHERE state = $1"
	if order == "newest" {
		query += " ORDER BY created DESC"
	}
	rows, err := s.db.QueryContext(ctx, query, state)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var titles []string
	for rows.Next() {
		var title string
		if err := rows.Scan(&title); err != nil {
			return "", err
		}
		titles = append(titles, title)
	}
	return strings.Join(titles, "\n"), rows.Err()
}
