package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

type store struct{ db *sql.DB }

func (s *store) titles(ctx context.Context, state, order string) (string, error) {
	query := fmt.Sprintf("SELECT title FROM tickets WHERE state = '%s'", state)
	if order == "newest" {
		query += " ORDER BY created DESC"
	}
	rows, err := s.db.QueryContext(ctx, query)
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
