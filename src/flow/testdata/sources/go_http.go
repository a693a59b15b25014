package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os/exec"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/gorilla/websocket"
	"github.com/labstack/echo/v4"
)

type body struct { C string `json:"c"` }

// form: net/http, query
func run(w http.ResponseWriter, r *http.Request) { exec.Command("sh", "-c", r.URL.Query().Get("c")) }  // from: http /run.c
func main() { http.HandleFunc("/run", run) }

// form: net/http, form
func run(w http.ResponseWriter, r *http.Request) { exec.Command("sh", "-c", r.FormValue("c")) }  // from: http /run.Body
func main() { http.HandleFunc("/run", run) }

// form: net/http, body
func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /run", func(w http.ResponseWriter, r *http.Request) {
		var b body
		json.NewDecoder(r.Body).Decode(&b)
		exec.Command("sh", "-c", b.C)  // from: http POST /run.C
	})
}

// form: net/http, part of the path
func main() {
	http.HandleFunc("/run/{c}", func(w http.ResponseWriter, r *http.Request) {
		exec.Command("sh", "-c", r.PathValue("c"))  // from: http /run/{c}.Body
	})
}

// form: net/http, a handler type
type handler struct{}
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	exec.Command("sh", "-c", r.Header.Get("x-c"))  // from: http ServeHTTP.x-c
}

// form: net/http, cookie
func run(w http.ResponseWriter, r *http.Request) {
	c, _ := r.Cookie("c")
	exec.Command("sh", "-c", c.Value)  // from: http run.Value
}

// form: net/http, what a middleware keeps
func run(w http.ResponseWriter, r *http.Request) {
	exec.Command("sh", "-c", r.Context().Value("c").(string))
}

// form: gin, query
func main() {
	r := gin.Default()
	r.GET("/run", func(c *gin.Context) { exec.Command("sh", "-c", c.Query("c")) })  // from: http gin.Context.Query()
}

// form: gin, body
func main() {
	r := gin.New()
	r.POST("/run", func(c *gin.Context) {
		var b body
		c.ShouldBindJSON(&b)
		exec.Command("sh", "-c", b.C)  // from: http gin.Context.ShouldBindJSON()
	})
}

// form: gin, group and part of the path
func run(c *gin.Context) { exec.Command("sh", "-c", c.Param("c")) }  // from: http gin.Context.Param()
func main() { gin.New().Group("/a").GET("/run/:c", run) }

// form: echo, query
func main() {
	e := echo.New()
	e.GET("/run", func(c echo.Context) error { exec.Command("sh", "-c", c.QueryParam("c")); return nil })  // from: http echo.Context.QueryParam()
}

// form: echo, body
func run(c echo.Context) error {
	var b body
	c.Bind(&b)
	exec.Command("sh", "-c", b.C)  // from: http echo.Context.Bind()
	return nil
}
func main() { echo.New().POST("/run", run) }

// form: chi, part of the path
func main() {
	r := chi.NewRouter()
	r.Get("/run/{c}", func(w http.ResponseWriter, r *http.Request) {
		exec.Command("sh", "-c", chi.URLParam(r, "c"))  // from: http chi.URLParam()
	})
}

// form: web socket
var upgrader = websocket.Upgrader{}
func run(w http.ResponseWriter, r *http.Request) {
	conn, _ := upgrader.Upgrade(w, r, nil)
	_, data, _ := conn.ReadMessage()
	exec.Command("sh", "-c", string(data))  // from: http gorilla/websocket.Conn.ReadMessage()
}

// form: another library that routes
import "example.com/box"
func main() { box.New().GET("/run", func(c *box.Context) { exec.Command("sh", "-c", c.Query("c")) }) }
