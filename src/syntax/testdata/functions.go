package functions

import (
	"context"
	"errors"

	"example.com/sdk/mcp"
)

var (
	registered = map[string]func(string) (string, error){
		"echo": echo,
		"twice": func(s string) (string, error) {
			first, err := echo(s)
			return first + first, err
		},
	}
	failed = errors.New("failed")
)

func init() { registered["late"] = Must[string](late) }

func echo(s string) (string, error) { return s, nil }

// late comes last.
//
// It is generic in nothing.
func late(s string) (result string, err error) {
	defer func() {
		if err != nil {
			result = "late: " + err.Error()
		}
	}()
	if result, err = echo(s); err != nil {
		return
	}
	return result + "!", nil
}

func Must[T any](f func(T) (T, error)) func(T) (T, error) {
	return func(value T) (T, error) {
		out, err := f(value)
		if err != nil {
			panic(err)
		}
		return out, nil
	}
}

func Map[T, U any](in []T, f func(T) U) (out []U) {
	for _, x := range in {
		out = append(out, f(x))
	}
	return out
}

func dispatch(ctx context.Context, name string, args map[string]string) (string, error) {
	handler, ok := registered[name]
	if !ok {
		return "", failed
	}
	lengths := Map[string, int]([]string{name}, func(s string) int { return len(s) })
	total := 0
	for _, n := range lengths {
		add := func(m int) { total += m }
		add(n)
	}
	mcp.AddTool[mcp.In, mcp.Out](server(), &mcp.Tool{Name: name}, nil)
	if flag := mcp.Param[bool](args, "flag"); flag {
		return registered[name](args["q"])
	}
	return handler(args["text"])
}

func server() *mcp.Server { return mcp.NewServer(nil).With(mcp.Name("x")).With(mcp.Version("1")) }

func init() {
	go server().Run(context.Background())
}
