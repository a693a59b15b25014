// Package values has what an expression can be.
package values

import (
	"fmt"
	str "strings"
)

const (
	first = iota * 10
	second
	_
	third, name = iota, "n\u00e4me\t\x41\101"
)

var (
	raw     = `a\n"b"`
	letter  = '\n'
	numbers = []float64{1.5, 0x1F, 1e3, 2i}
	minus   = -1
	bits    = ^first &^ second << 2
	nothing error
	text    string
	count   int
	where   map[string]int
	waiting chan string
	box     struct{ width, height int }
)

func texts(path string, parts []byte, size int) string {
	greeting := "hello " + path + " (" + (path + "/" + name) + ")"
	sum := size + (1 + size)
	sum += 2
	greeting += "!"
	path += str.ToUpper(path)
	mixed := size*2 + 1 - size
	joined := string(parts) + greeting
	_ = fmt.Sprintf("%s of %d", joined, sum+mixed)
	return joined
}

func truth(a, b bool, s string) (bool, bool) {
	both := a && b && s != ""
	either := a || !b
	opposite := !(a == b)
	if !(a && (b || s == "x")) && !!either {
		return opposite, both
	}
	return a || b, !a
}

func isInside(s string) bool { return !str.Contains(s, "..") && (str.HasPrefix(s, "/a/") || s == "/a") }

func converted(x any, p *int) (int, error) {
	number := int(int64(*p)) + len([]rune(fmt.Sprint(x)))
	pointer := &number
	*pointer = -*p
	if s, ok := x.(string); ok {
		return len(s), nil
	}
	if _, ok := x.(fmt.Stringer); !ok {
		return 0, fmt.Errorf("not a text: %v", x)
	}
	s := x.([]string)
	return len(s[1:]) + len(s[:len(s)-1][0]), nil
}

func indexed(tables map[string][]string, order map[string]int, box *struct{ rows [][]int }, i int, name string) {
	_ = tables[name][order[name]]
	box.rows[i][order[name]] = box.rows[i][box.rows[0][i]]
	box.rows[i][order[name]]++
	handlers[order[name]](tables[name][order[name]][1:])
	first := atomic.Pointer[Box[int]]{}
	first.Store(new(Box[string]))
}
