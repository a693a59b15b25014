package types

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"

	. "example.com/tools/helpers"
	"example.com/tools/mcp-go/v2"
	_ "example.com/tools/register"
)

// Level says how loud.
type Level string

type (
	Handler func(ctx context.Context, args map[string]any) (string, error)
	Levels  []Level
	Alias   = mcp.Tool
)

type Store interface {
	Reader
	Write(key string, value []byte) error
	~int | string
}

type Reader interface{ Read(key string) ([]byte, error) }

/*
Base is what all have.
*/
type Base struct {
	sync.Mutex
	*http.Client
	Name string `json:"name,omitempty" jsonschema:"description=who"`
}

// Pair holds two of a kind.
type Pair[K comparable, V any] struct {
	Base
	first, second V
	byKey         map[K][]*V
	next          *Pair[K, V]
	inner         struct {
		Mutex sync.Mutex
		level Level
	}
	queue chan V
}

func (p *Pair[K, V]) Put(key K, values ...V) *Pair[K, V] {
	p.byKey[key] = append(p.byKey[key], &p.first)
	p.first, p.second = p.second, p.first
	p.Base.Name = "put"
	for v := range p.queue {
		p.second = v
	}
	return p
}

func (Level) loud() bool { return true }

func (l Levels) first() Level { return l[0] }

func literals(ctx context.Context, key string) []Alias {
	type point struct{ x, y int }
	base := Base{Name: "b"}
	pair := &Pair[string, int]{Base: base, first: 1}
	points := []point{{1, 2}, {y: 3}}
	pointers := map[string][]*point{"a": {{1, 2}}, key: nil}
	headers := http.Header{"Accept": {"*/*"}, key: {"x"}}
	levels := Levels{"low", Level(key)}
	sparse := [...]string{2: "two", 5: "five"}
	table := []struct {
		name string
		run  Handler
	}{
		{"one", func(ctx context.Context, args map[string]any) (string, error) { return args["q"].(string), nil }},
		{name: "two", run: nil},
	}
	made := make(map[string]Level, len(points))
	list, channel, fresh := make([]string, 0, 4), make(chan point), new(Base)
	made[key], list[0] = levels.first(), key
	if level, ok := made[key]; ok && level.loud() {
		list = append(list, headers["Accept"]...)
	}
	var query struct {
		Text string `json:"text"`
	}
	if err := json.Unmarshal([]byte(key), &query); err != nil {
		return nil
	}
	for _, entry := range table {
		entry.run(ctx, map[string]any{"q": query.Text, "n": len(sparse)})
	}
	_, _, _ = channel, fresh, pointers
	pair.Put("k", 1, 2).Put("l").Lock()
	Help(pair.Client)
	return []Alias{{Name: "tool", Description: query.Text}}
}
