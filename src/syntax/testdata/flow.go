package flow

import (
	"log"
	"os"
	"strings"
)

func branches(x int, next func() (int, error)) int {
	if x < 0 {
		return -1
	} else if y, err := next(); err != nil {
		panic(err)
	} else if y > x {
		x := y
		x++
		return x
	} else {
		x = y
	}
	return x
}

func loops(words []string, counts map[string]int, lines chan string) (total int) {
	for i := 0; i < len(words); i++ {
		if words[i] == "" {
			continue
		}
		total += counts[words[i]]
	}
	for total > 100 {
		total--
	}
	for _, word := range words {
		counts[word]++
	}
	for key := range counts {
		delete(counts, key)
	}
	for line := range lines {
		words = append(words, line)
	}
	for part := range strings.SplitSeq(words[0], ",") {
		words = append(words, part)
	}
	for range 3 {
		total *= 2
	}
	var key string
	for key, total = range counts {
		_ = key
	}
outer:
	for {
		for _, word := range words {
			switch word {
			case "stop":
				break outer
			case "again":
				continue outer
			}
			break
		}
	}
	return
}

func switches(kind string, size int) string {
	switch kind {
	case "a", "b":
		return "letter"
	case "one":
		size = 1
		fallthrough
	case "two":
		size *= 2
	default:
		size = 0
	}
	switch limit := size * 2; {
	case limit > 10 && kind != "":
		return "large"
	case !known(kind):
		log.Fatalf("what is %s?", kind)
	}
	return kind
}

func known(string) bool

func types(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case []byte, error:
		return kindOf(v)
	case map[string]any:
		return types(v["name"])
	}
	switch value.(type) {
	case int:
		os.Exit(2)
	}
	return "?"
}

func waits(in <-chan string, out chan<- string, done chan struct{}) {
	defer close(out)
	for {
		select {
		case line, ok := <-in:
			if !ok {
				return
			}
			out <- line
		case out <- "tick":
		case <-done:
			goto end
		default:
		}
	}
end:
	<-done
}

func kindOf(v any) string {
	defer func() {
		if problem := recover(); problem != nil {
			log.Print(problem)
		}
	}()
	go func(value any) { log.Println(value) }(v)
	return "other"
}
