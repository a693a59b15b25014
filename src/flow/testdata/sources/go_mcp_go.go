package main
import (
	"context"
	"net/http"
	"os/exec"
	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// form: GetString
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", request.GetString("host", ""))  // from: tool ping.host
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTool(mcp.NewTool("ping", mcp.WithString("host", mcp.Required())), ping)
}

// form: RequireString
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	host, err := request.RequireString("host")
	if err != nil { return nil, err }
	exec.Command("sh", "-c", host)  // from: tool ping.host
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTool(mcp.NewTool("ping", mcp.WithString("host", mcp.Required())), ping)
}

// form: GetStringSlice
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	for _, host := range request.GetStringSlice("hosts", nil) { exec.Command("sh", "-c", host) }  // from: tool ping.hosts
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTool(mcp.NewTool("ping", mcp.WithString("host", mcp.Required())), ping)
}

// form: GetArguments
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	host, _ := request.GetArguments()["host"].(string)
	exec.Command("sh", "-c", host)  // from: tool ping.host
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTool(mcp.NewTool("ping", mcp.WithString("host", mcp.Required())), ping)
}

// form: Params.Arguments, oldest
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", request.Params.Arguments["host"].(string))  // from: tool ping.host
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTool(mcp.NewTool("ping", mcp.WithString("host", mcp.Required())), ping)
}

// form: Params.Arguments as a map
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	args := request.Params.Arguments.(map[string]any)
	exec.Command("sh", "-c", args["host"].(string))  // from: tool ping.Arguments
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTool(mcp.NewTool("ping", mcp.WithString("host", mcp.Required())), ping)
}

// form: GetRawArguments
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	args := request.GetRawArguments().(map[string]any)
	exec.Command("sh", "-c", args["host"].(string))  // from: tool ping.host
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTool(mcp.NewTool("ping", mcp.WithString("host", mcp.Required())), ping)
}

// form: BindArguments
type Args struct { Host string `json:"host"` }
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	var args Args
	if err := request.BindArguments(&args); err != nil { return nil, err }
	exec.Command("sh", "-c", args.Host)  // from: tool ping.Host
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTool(mcp.NewTool("ping", mcp.WithString("host", mcp.Required())), ping)
}

// form: ParseString
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", mcp.ParseString(request, "host", ""))  // from: tool ping.host
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTool(mcp.NewTool("ping", mcp.WithString("host", mcp.Required())), ping)
}

// form: ParseArgument
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", mcp.ParseArgument(request, "host", "").(string))  // from: tool ping.host
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTool(mcp.NewTool("ping", mcp.WithString("host", mcp.Required())), ping)
}

// form: GetInt
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", fmt.Sprint(request.GetInt("count", 1)))
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTool(mcp.NewTool("ping", mcp.WithString("host", mcp.Required())), ping)
}

// form: ParseUInt
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", fmt.Sprint(mcp.ParseUInt(request, "count", 1)))
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTool(mcp.NewTool("ping", mcp.WithString("host", mcp.Required())), ping)
}

// form: a function in place
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTool(mcp.NewTool("ping", mcp.WithString("host", mcp.Required())), func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", request.GetString("host", ""))  // from: tool ping.host
	return nil, nil
})
}

// form: a method
type net struct{}
func (n *net) ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", request.GetString("host", ""))  // from: tool ping.host
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	n := &net{}
	s.AddTool(mcp.NewTool("ping", mcp.WithString("host", mcp.Required())), n.ping)
}

// form: a function that makes it
func ping() server.ToolHandlerFunc {
	return func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", request.GetString("host", ""))  // from: tool ping.host
	return nil, nil
}
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTool(mcp.NewTool("ping", mcp.WithString("host", mcp.Required())), ping())
}

// form: tool in a variable
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", request.GetString("host", ""))  // from: tool pong.host
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	tool := mcp.NewTool("pong")
	s.AddTool(tool, ping)
}

// form: tool as a structure
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", request.GetString("host", ""))  // from: tool pong.host
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTool(mcp.Tool{Name: "pong"}, ping)
}

// form: AddTools
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", request.GetString("host", ""))  // from: tool pong.host
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTools(server.ServerTool{Tool: mcp.NewTool("pong"), Handler: ping})
}

// form: SetTools
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", request.GetString("host", ""))  // from: tool pong.host
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.SetTools(server.ServerTool{Tool: mcp.NewTool("pong"), Handler: ping})
}

// form: a list of tools
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", request.GetString("host", ""))  // from: tool pong.host
	return nil, nil
}
var tools = []server.ServerTool{{Tool: mcp.NewTool("pong"), Handler: ping}}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTools(tools...)
}

// form: AddTaskTool
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CreateTaskResult, error) {
	exec.Command("sh", "-c", request.GetString("host", ""))  // from: tool pong.host
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTaskTool(mcp.NewTool("pong"), ping)
}

// form: AddTaskTools
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CreateTaskResult, error) {
	exec.Command("sh", "-c", request.GetString("host", ""))  // from: tool pong.host
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTaskTools(server.ServerTaskTool{Tool: mcp.NewTool("pong"), Handler: ping})
}

// form: AddSessionTool
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", request.GetString("host", ""))  // from: tool pong.host
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddSessionTool("1", mcp.NewTool("pong"), ping)
}

// form: AddSessionTools
func ping(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", request.GetString("host", ""))  // from: tool pong.host
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddSessionTools("1", server.ServerTool{Tool: mcp.NewTool("pong"), Handler: ping})
}

// form: typed handler
type Args struct { Host string `json:"host"` }
func ping(ctx context.Context, request mcp.CallToolRequest, args Args) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", args.Host)  // from: tool ping.Host
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTool(mcp.NewTool("ping", mcp.WithString("host", mcp.Required())), mcp.NewTypedToolHandler(ping))
}

// form: structured handler
type Args struct { Host string `json:"host"` }
func ping(ctx context.Context, request mcp.CallToolRequest, args Args) (Result, error) {
	exec.Command("sh", "-c", args.Host)  // from: tool ping.Host
	return Result{}, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddTool(mcp.NewTool("ping", mcp.WithString("host", mcp.Required())), mcp.NewStructuredToolHandler(ping))
}

// form: resource
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddResource(mcp.NewResource("a://b", "b"), func(ctx context.Context, request mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
	exec.Command("sh", "-c", "cat " + request.Params.URI)  // from: resource a://b.URI
	return nil, nil
})
}

// form: resource template
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddResourceTemplate(mcp.NewResourceTemplate("dns://{host}", "dns"), func(ctx context.Context, request mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
	exec.Command("sh", "-c", request.Params.Arguments["host"].(string))  // from: resource dns://{host}.host
	return nil, nil
})
}

// form: resource templates
func read(ctx context.Context, request mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
	exec.Command("sh", "-c", "cat " + request.Params.URI)  // from: resource dns://{host}.URI
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddResourceTemplates(server.ServerResourceTemplate{Template: mcp.NewResourceTemplate("dns://{host}", "dns"), Handler: read})
}

// form: prompt
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddPrompt(mcp.NewPrompt("review"), func(ctx context.Context, request mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
	exec.Command("sh", "-c", request.Params.Arguments["path"])  // from: prompt review.path
	return nil, nil
})
}

// form: prompts
func review(ctx context.Context, request mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
	exec.Command("sh", "-c", request.Params.Arguments["path"])  // from: prompt check.path
	return nil, nil
}
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddPrompts(server.ServerPrompt{Prompt: mcp.NewPrompt("check"), Handler: review})
}

// form: completion of a prompt
type completer struct{}
func (c *completer) CompletePromptArgument(ctx context.Context, name string, argument mcp.CompleteArgument, context mcp.CompleteContext) (*mcp.Completion, error) {
	exec.Command("sh", "-c", "ls " + argument.Value)  // from: prompt CompletePromptArgument.Value
	return nil, nil
}
func main() { server.NewMCPServer("x", "1", server.WithPromptCompletionProvider(&completer{})) }

// form: completion of a resource
type completer struct{}
func (c *completer) CompleteResourceArgument(ctx context.Context, uri string, argument mcp.CompleteArgument, context mcp.CompleteContext) (*mcp.Completion, error) {
	exec.Command("sh", "-c", "ls " + context.Arguments["owner"])  // from: prompt CompleteResourceArgument.owner
	return nil, nil
}
func main() { server.NewMCPServer("x", "1", server.WithResourceCompletionProvider(&completer{})) }

// form: notification
func main() {
	s := server.NewMCPServer("x", "1")
	s.AddNotificationHandler("note", func(ctx context.Context, note mcp.JSONRPCNotification) { exec.Command("sh", "-c", note.Params.AdditionalFields["command"].(string)) })  // from: tool note.AdditionalFields.command
}

// form: hook
func main() {
	s := server.NewMCPServer("x", "1")
	hooks := &server.Hooks{}
	hooks.AddBeforeCallTool(func(ctx context.Context, id any, message *mcp.CallToolRequest) { exec.Command("sh", "-c", "logger " + message.Params.Name) })  // from: tool Name
}

// form: hook after
func main() {
	s := server.NewMCPServer("x", "1")
	hooks := &server.Hooks{}
	hooks.AddAfterCallTool(func(ctx context.Context, id any, message *mcp.CallToolRequest, result any) { exec.Command("sh", "-c", "logger " + message.Params.Name) })  // from: tool Name
}

// form: hook of a completion
func main() {
	s := server.NewMCPServer("x", "1")
	hooks := &server.Hooks{}
	hooks.AddBeforeComplete(func(ctx context.Context, id any, message *mcp.CompleteRequest) { exec.Command("sh", "-c", "logger " + message.Params.Argument.Value) })  // from: tool Argument.Value
}

// form: middleware
func log(next server.ToolHandlerFunc) server.ToolHandlerFunc {
	return func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", "logger " + request.Params.Name)  // from: tool Name
	return next(ctx, request)
}
}
func main() { server.NewMCPServer("x", "1", server.WithToolHandlerMiddleware(log)) }

// form: context of a request
func main() { server.NewStreamableHTTPServer(nil, server.WithHTTPContextFunc(func(ctx context.Context, r *http.Request) context.Context { exec.Command("sh", "-c", r.Header.Get("x-user")); return ctx })) }  // from: http x-user

// form: sampling
func main() {
	s := server.NewMCPServer("x", "1")
	answer, _ := s.RequestSampling(context.Background(), mcp.CreateMessageRequest{})
	exec.Command("sh", "-c", answer.Content.(mcp.TextContent).Text)  // from: client mcp-go/server.MCPServer.RequestSampling()
}

// form: elicitation
func main() {
	s := server.NewMCPServer("x", "1")
	answer, _ := s.RequestElicitation(context.Background(), mcp.ElicitationRequest{})
	exec.Command("sh", "-c", answer.Content.(map[string]any)["host"].(string))  // from: client mcp-go/server.MCPServer.RequestElicitation()
}

// form: client, result of a tool
func main() {
	c, _ := client.NewStdioMCPClient("x", nil)
	result, _ := c.CallTool(context.Background(), mcp.CallToolRequest{})
	exec.Command("sh", "-c", result.Content[0].(mcp.TextContent).Text)  // from: client mcp-go/client.Client.CallTool()
}

// form: client, description of a tool
func run(c *client.Client) {
	list, _ := c.ListTools(context.Background(), mcp.ListToolsRequest{})
	for _, tool := range list.Tools { exec.Command("sh", "-c", "echo " + tool.Description) }  // from: client mcp-go/client.Client.ListTools()
}

// form: client, tools one by one
func run(c *client.Client) {
	for tool, _ := range c.IterTools(context.Background(), mcp.ListToolsRequest{}) { exec.Command("sh", "-c", "echo " + tool.Description) }  // from: client mcp-go/client.Client.IterTools()
}

// form: client, notification
func run(c *client.Client) {
	c.OnNotification(func(note mcp.JSONRPCNotification) { exec.Command("sh", "-c", note.Params.AdditionalFields["data"].(string)) })  // from: client AdditionalFields.data
}

// form: client, asked to sample
type model struct{}
func (m *model) CreateMessage(ctx context.Context, request mcp.CreateMessageRequest) (*mcp.CreateMessageResult, error) {
	exec.Command("sh", "-c", request.SystemPrompt)  // from: client CreateMessage.SystemPrompt
	return nil, nil
}
func main() { client.NewClient(nil, client.WithSamplingHandler(&model{})) }

// form: client, asked to elicit
type person struct{}
func (p *person) Elicit(ctx context.Context, request mcp.ElicitationRequest) (*mcp.ElicitationResult, error) {
	exec.Command("sh", "-c", "open " + request.Params.URL)  // from: client Elicit.URL
	return nil, nil
}
func main() { client.NewClient(nil, client.WithElicitationHandler(&person{})) }

// form: a request of another package
import other "example.com/x/mcp"
func ping(ctx context.Context, request other.CallToolRequest) (*mcp.CallToolResult, error) {
	exec.Command("sh", "-c", request.GetString("host", ""))
	return nil, nil
}
