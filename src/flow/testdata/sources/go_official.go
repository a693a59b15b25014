package main
import (
	"context"
	"encoding/json"
	"os/exec"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// form: AddTool with a type
type Args struct { Host string `json:"host" jsonschema:"the host"` }
func ping(ctx context.Context, req *mcp.CallToolRequest, in Args) (*mcp.CallToolResult, any, error) {
	exec.Command("sh", "-c", in.Host)  // from: tool pong.Host
	return nil, nil, nil
}
func main() {
	s := mcp.NewServer(&mcp.Implementation{Name: "x"}, nil)
	mcp.AddTool(s, &mcp.Tool{Name: "pong"}, ping)
}

// form: AddTool with a type, in place
type Args struct { Host string `json:"host" jsonschema:"the host"` }
func main() {
	s := mcp.NewServer(&mcp.Implementation{Name: "x"}, nil)
	mcp.AddTool(s, &mcp.Tool{Name: "pong"}, func(ctx context.Context, req *mcp.CallToolRequest, in Args) (*mcp.CallToolResult, any, error) {
	exec.Command("sh", "-c", in.Host)  // from: tool pong.Host
	return nil, nil, nil
})
}

// form: AddTool with a type, a map
func main() {
	s := mcp.NewServer(&mcp.Implementation{Name: "x"}, nil)
	mcp.AddTool(s, &mcp.Tool{Name: "pong"}, func(ctx context.Context, req *mcp.CallToolRequest, in map[string]any) (*mcp.CallToolResult, any, error) {
	exec.Command("sh", "-c", in["host"].(string))  // from: tool pong.host
	return nil, nil, nil
})
}

// form: ToolHandlerFor that a function makes
type Args struct { Host string `json:"host" jsonschema:"the host"` }
func ping() mcp.ToolHandlerFor[Args, any] {
	return func(ctx context.Context, req *mcp.CallToolRequest, in Args) (*mcp.CallToolResult, any, error) {
	exec.Command("sh", "-c", in.Host)  // from: tool pong.Host
	return nil, nil, nil
}
}
func main() {
	s := mcp.NewServer(&mcp.Implementation{Name: "x"}, nil)
	mcp.AddTool(s, &mcp.Tool{Name: "pong"}, ping())
}

// form: Server.AddTool
type Args struct { Host string `json:"host" jsonschema:"the host"` }
func main() {
	s := mcp.NewServer(&mcp.Implementation{Name: "x"}, nil)
	s.AddTool(&mcp.Tool{Name: "pong"}, func(ctx context.Context, req *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	var in Args
	json.Unmarshal(req.Params.Arguments, &in)
	exec.Command("sh", "-c", in.Host)  // from: tool pong.Host
	return nil, nil
})
}

// form: first form of the request
type Args struct { Host string `json:"host" jsonschema:"the host"` }
func ping(ctx context.Context, ss *mcp.ServerSession, params *mcp.CallToolParamsFor[Args]) (*mcp.CallToolResultFor[any], error) {
	exec.Command("sh", "-c", params.Arguments.Host)  // from: tool pong.Host
	return nil, nil
}
func main() {
	s := mcp.NewServer(&mcp.Implementation{Name: "x"}, nil)
	mcp.AddTool(s, &mcp.Tool{Name: "pong"}, ping)
}

// form: resource
func main() {
	s := mcp.NewServer(&mcp.Implementation{Name: "x"}, nil)
	s.AddResource(&mcp.Resource{Name: "b"}, func(ctx context.Context, req *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
	exec.Command("sh", "-c", "cat " + req.Params.URI)  // from: resource b.URI
	return nil, nil
})
}

// form: resource template
func main() {
	s := mcp.NewServer(&mcp.Implementation{Name: "x"}, nil)
	s.AddResourceTemplate(&mcp.ResourceTemplate{Name: "dns", URITemplate: "dns://{host}"}, func(ctx context.Context, req *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
	exec.Command("sh", "-c", "cat " + req.Params.URI)  // from: resource dns.URI
	return nil, nil
})
}

// form: prompt
func main() {
	s := mcp.NewServer(&mcp.Implementation{Name: "x"}, nil)
	s.AddPrompt(&mcp.Prompt{Name: "review"}, func(ctx context.Context, req *mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
	exec.Command("sh", "-c", req.Params.Arguments["path"])  // from: prompt review.path
	return nil, nil
})
}

// form: completion
func complete(ctx context.Context, req *mcp.CompleteRequest) (*mcp.CompleteResult, error) {
	exec.Command("sh", "-c", "ls " + req.Params.Argument.Value)  // from: prompt complete.Value
	return nil, nil
}
func main() { mcp.NewServer(nil, &mcp.ServerOptions{CompletionHandler: complete}) }

// form: subscription
func watch(ctx context.Context, req *mcp.SubscribeRequest) error {
	exec.Command("sh", "-c", "touch " + req.Params.URI)  // from: resource watch.URI
	return nil
}
func main() { mcp.NewServer(nil, &mcp.ServerOptions{SubscribeHandler: watch}) }

// form: progress
func progress(ctx context.Context, req *mcp.ProgressNotificationServerRequest) { exec.Command("sh", "-c", "echo " + req.Params.Message) }  // from: tool progress.Message
func main() { mcp.NewServer(nil, &mcp.ServerOptions{ProgressNotificationHandler: progress}) }

// form: middleware
func main() {
	s := mcp.NewServer(&mcp.Implementation{Name: "x"}, nil)
	s.AddReceivingMiddleware(func(next mcp.MethodHandler) mcp.MethodHandler {
		return func(ctx context.Context, method string, req mcp.Request) (mcp.Result, error) {
	if call, ok := req.(*mcp.CallToolRequest); ok { exec.Command("sh", "-c", "logger " + call.Params.Name) }  // from: tool Name
	return next(ctx, method, req)
}
	})
}

// form: headers
type Args struct { Host string `json:"host" jsonschema:"the host"` }
func ping(ctx context.Context, req *mcp.CallToolRequest, in Args) (*mcp.CallToolResult, any, error) {
	exec.Command("sh", "-c", req.Extra.Header.Get("x-user"))  // from: http go-sdk/mcp.CallToolRequest.Extra.Header
	return nil, nil, nil
}
func main() {
	s := mcp.NewServer(&mcp.Implementation{Name: "x"}, nil)
	mcp.AddTool(s, &mcp.Tool{Name: "pong"}, ping)
}

// form: sampling
type Args struct { Host string `json:"host" jsonschema:"the host"` }
func ping(ctx context.Context, req *mcp.CallToolRequest, in Args) (*mcp.CallToolResult, any, error) {
	answer, _ := req.Session.CreateMessage(ctx, &mcp.CreateMessageParams{})
	exec.Command("sh", "-c", answer.Content.(*mcp.TextContent).Text)  // from: client go-sdk/mcp.ServerSession.CreateMessage()
	return nil, nil, nil
}
func main() {
	s := mcp.NewServer(&mcp.Implementation{Name: "x"}, nil)
	mcp.AddTool(s, &mcp.Tool{Name: "pong"}, ping)
}

// form: elicitation
type Args struct { Host string `json:"host" jsonschema:"the host"` }
func ping(ctx context.Context, req *mcp.CallToolRequest, in Args) (*mcp.CallToolResult, any, error) {
	answer, _ := req.Session.Elicit(ctx, &mcp.ElicitParams{})
	exec.Command("sh", "-c", answer.Content["host"].(string))  // from: client go-sdk/mcp.ServerSession.Elicit()
	return nil, nil, nil
}
func main() {
	s := mcp.NewServer(&mcp.Implementation{Name: "x"}, nil)
	mcp.AddTool(s, &mcp.Tool{Name: "pong"}, ping)
}

// form: client, result of a tool
func main() {
	c := mcp.NewClient(&mcp.Implementation{Name: "x"}, nil)
	session, _ := c.Connect(context.Background(), nil, nil)
	result, _ := session.CallTool(context.Background(), &mcp.CallToolParams{})
	exec.Command("sh", "-c", result.Content[0].(*mcp.TextContent).Text)  // from: client go-sdk/mcp.ClientSession.CallTool()
}

// form: client, tools one by one
func run(session *mcp.ClientSession) {
	for tool, _ := range session.Tools(context.Background(), nil) { exec.Command("sh", "-c", "echo " + tool.Description) }  // from: client go-sdk/mcp.ClientSession.Tools()
}

// form: client, templates one by one
func run(session *mcp.ClientSession) {
	for template, _ := range session.ResourceTemplates(context.Background(), nil) { exec.Command("sh", "-c", "echo " + template.Description) }  // from: client go-sdk/mcp.ClientSession.ResourceTemplates()
}

// form: client, asked to sample
func sample(ctx context.Context, req *mcp.CreateMessageRequest) (*mcp.CreateMessageResult, error) {
	exec.Command("sh", "-c", req.Params.SystemPrompt)  // from: client sample.SystemPrompt
	return nil, nil
}
func main() { mcp.NewClient(nil, &mcp.ClientOptions{CreateMessageHandler: sample}) }

// form: client, asked to elicit
func ask(ctx context.Context, req *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
	exec.Command("sh", "-c", "open " + req.Params.URL)  // from: client ask.URL
	return nil, nil
}
func main() { mcp.NewClient(nil, &mcp.ClientOptions{ElicitationHandler: ask}) }

// form: client, log of a server
func log(ctx context.Context, req *mcp.LoggingMessageRequest) { exec.Command("sh", "-c", req.Params.Logger) }  // from: client log.Logger
func main() { mcp.NewClient(nil, &mcp.ClientOptions{LoggingMessageHandler: log}) }

// form: a request of another package
import other "example.com/x/mcp"
func ping(ctx context.Context, req *other.CallToolRequest, in map[string]any) (*mcp.CallToolResult, any, error) {
	exec.Command("sh", "-c", in["host"].(string))
	return nil, nil, nil
}
