package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"os"
	"os/exec"

	"github.com/spf13/cobra"
)

// form: response
func main() {
	answer, _ := http.Get("https://a")
	data, _ := io.ReadAll(answer.Body)
	exec.Command("sh", "-c", string(data))  // from: response net/http.Response.Body
}

// form: response, of a client
func main() {
	c := &http.Client{}
	req, _ := http.NewRequest("GET", "https://a", nil)
	answer, _ := c.Do(req)
	defer answer.Body.Close()
	var b struct { C string }
	json.NewDecoder(answer.Body).Decode(&b)
	exec.Command("sh", "-c", b.C)  // from: response net/http.Response.Body
}

// form: file
func main() {
	data, _ := os.ReadFile("a")
	exec.Command("sh", "-c", string(data))  // from: file os.ReadFile()
}

// form: file, line by line
func main() {
	f, _ := os.Open("a")
	scanner := bufio.NewScanner(f)
	for scanner.Scan() { exec.Command("sh", "-c", scanner.Text()) }  // from: file os.Open()
}

// form: environment
func main() { exec.Command("sh", "-c", os.Getenv("C")) }  // from: environment os.Getenv()

// form: environment, LookupEnv
func main() {
	if c, ok := os.LookupEnv("C"); ok { exec.Command("sh", "-c", c) }  // from: environment os.LookupEnv()
}

// form: argv
func main() { exec.Command("sh", "-c", os.Args[1]) }  // from: argv os.Args

// form: flag
func main() {
	c := flag.String("c", "", "")
	flag.Parse()
	exec.Command("sh", "-c", *c)  // from: argv flag.String()
}

// form: flag, what is left
func main() {
	flag.Parse()
	exec.Command("sh", "-c", flag.Arg(0))  // from: argv flag.Arg()
}

// form: cobra
var command = &cobra.Command{Run: func(cmd *cobra.Command, args []string) {
	exec.Command("sh", "-c", args[0])  // from: argv args
}}

// form: standard input
func main() {
	scanner := bufio.NewScanner(os.Stdin)
	for scanner.Scan() { exec.Command("sh", "-c", scanner.Text()) }  // from: argv os.Stdin
}
