using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Access;

namespace Sanctum.Tests;

/// <summary>Requests that cannot be understood are refused with the field and the place, whatever route they are for.</summary>
[Collection(SharedGateway.Name)]
public sealed class RequestTests(RunningGateway gateway)
{
    [Theory]
    [InlineData("POST", "/v1/agents/some/messages", "application/json; charset=bogus")]
    [InlineData("POST", "/v1/agents/some/messages", "application/json; charset=\"utf-16\"")]
    [InlineData("POST", "/v1/agents/some/messages", "application/json; charset=latin1")]
    [InlineData("PUT", "/v1/plugins/Nope/settings", "application/json; charset=bogus")]
    [InlineData("PATCH", "/v1/agents/some", "application/merge-patch+json; charset=bogus")]
    [InlineData("POST", "/v1/agents", "application/yaml; charset=bogus")]
    public async Task Charset_that_is_not_utf8_is_refused(string method, string path, string type)
    {
        using var response = await Send(method, path, """{"text":"hi"}"""u8.ToArray(), type);

        Assert.Equal(["Content-Type"], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    public async Task Charset_that_is_utf8_is_read(string type)
    {
        using var response = await Send(
            "POST", $"/v1/agents/{await gateway.CreateAgent()}/messages", """{"text":"hi"}"""u8.ToArray(), type);

        await response.ShouldBe(202);
    }

    [Theory]
    [InlineData("PUT", "/v1/plugins/Nope/settings", """{"a":1,"a":2}""", "a")]
    [InlineData("PUT", "/v1/plugins/Nope/settings", """{"a":{"b":[{"c":1,"c":2}]}}""", "a.b[0].c")]
    [InlineData("PUT", "/v1/plugins/Nope/settings", """{"a":1,"\u0061":2}""", "a")]
    [InlineData("PATCH", "/v1/platforms/sandbox/profiles/x", """{"metadata":{"a":1,"a":2}}""", "metadata.a")]
    [InlineData(
        "POST", "/v1/platforms/webhook/accounts",
        """{"account":"q","agent":"a","settings":{"url":"x","url":"y"}}""", "settings.url")]
    [InlineData("POST", "/v1/platforms/webhook/accounts", """{"account":"q","agent":"a","rules":{"x":1,"x":1}}""", "rules.x")]
    [InlineData(
        "POST", "/v1/platforms/webhook/accounts",
        """{"account":"q","agent":"a","credentials":{"x":"1","x":"1"}}""", "credentials.x")]
    [InlineData("PUT", "/v1/platforms/other", """{"settingsSchema":{"type":"object","type":"object"}}""", "settingsSchema.type")]
    [InlineData(
        "POST", "/v1/tools/calculate/runs",
        """{"agentId":"a","arguments":{"expression":"1","expression":"2"}}""", "arguments.expression")]
    public async Task Name_that_is_given_twice_is_refused_at_any_depth(string method, string path, string body, string field)
    {
        using var response = await Send(method, path, body);

        var problem = await response.ShouldRefuse(400, "invalid-request");
        Assert.Equal([field], problem.RefusedFields());
        Assert.Equal("is given twice.", problem["errors"]![0]!.Text("message"));
    }

    [Fact]
    public async Task Names_that_differ_in_case_only_are_two_in_a_free_object()
    {
        using var response = await Send("PUT", "/v1/plugins/Nope/settings", """{"a":1,"A":2}""");

        await response.ShouldRefuse(404, "not-found");
    }

    [Theory]
    [InlineData("/v1/tools/calculate/runs", """{"agentId":"a","arguments":{"expression":"\ud800"}}""", "arguments.expression")]
    [InlineData("/v1/tools/calculate/runs", """{"agentId":"a","arguments":{"list":["ok","\udc00"]}}""", "arguments.list[1]")]
    [InlineData("/v1/tools/calculate/runs", """{"agentId":"a","arguments":{"\ud800":1}}""", "arguments")]
    [InlineData("/v1/agents/some/messages", """{"text":"a\ud83d b"}""", "text")]
    [InlineData("/v1/agents/some/messages", """{"text":"a\ude00\ud83d"}""", "text")]
    [InlineData("/v1/agents", """{"name":"zz","display_name":"\ud800\ud800"}""", "display_name")]
    [InlineData("/v1/agents/some/messages", """{"text":"a\u0000b"}""", "text")]
    [InlineData("/v1/platforms/webhook/accounts", """{"account":"q","agent":"a","settings":{"url":"\u0000"}}""", "settings.url")]
    public async Task Half_a_character_or_none_is_refused_where_it_stands(string path, string body, string field)
    {
        using var response = await Send("POST", path, body);

        Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Theory]
    [InlineData("""{"model":"a","messages":[{"role":"user","content":"a\ud83d b"}]}""", "messages[0].content")]
    [InlineData(
        """{"model":"a","messages":[{"role":"user","content":[{"type":"text","text":"\ud800"}]}]}""",
        "messages[0].content[0].text")]
    [InlineData("""{"model":"a","messages":[null]}""", "messages[0]")]
    [InlineData("""{"model":"a","messages":[{"role":"user","content":"x"},null]}""", "messages[1]")]
    [InlineData("""{"model":"a","messages":[{"role":"user","content":[null]}]}""", "messages[0].content[0]")]
    [InlineData("""{"model":"a","messages":null}""", "messages")]
    [InlineData("""{"model":null,"messages":[{"role":"user","content":"x"}]}""", "model")]
    [InlineData("""{"model":"a","messages":[{"role":"user","content":null}]}""", "messages[0].content")]
    public async Task Chat_that_cannot_be_read_names_the_parameter(string body, string parameter)
    {
        using var response = await Send(
            "POST", "/v1/chat/completions",
            body.Replace("\"a\"", $"\"{await gateway.CreateAgent()}\"", StringComparison.Ordinal));

        Assert.Equal(parameter, (await response.ShouldBe(400))["error"]!.Text("param"));
    }

    [Theory]
    [InlineData("POST", "/v1/platforms/webhook/accounts", """{"account":"q","agent":"a","credentials":{"secret":null},"settings":{"url":"http://127.0.0.1:1/"}}""", "credentials.secret")]
    [InlineData("POST", "/v1/platforms/bluesky/accounts", """{"account":"q1","agent":"ada","credentials":{"identifier":null,"password":"p"}}""", "credentials.identifier")]
    [InlineData("POST", "/v1/platforms/bluesky/accounts", """{"account":null,"agent":"ada"}""", "account")]
    [InlineData("POST", "/v1/platforms/bluesky/accounts", """{"account":"q1"}""", "agent")]
    [InlineData("PATCH", "/v1/platforms/bluesky/accounts/q1", """{"credentials":{"password":null}}""", "credentials.password")]
    [InlineData("POST", "/v1/platforms/sandbox/profiles/x/link", """{"platform":"sandbox","profileId":null}""", "profileId")]
    [InlineData("POST", "/v1/agents/a/queue/purge", """{"statuses":[null],"confirm":true}""", "statuses[0]")]
    [InlineData("POST", "/v1/agents/a/tools/register", """{"tools":["calculate",null]}""", "tools[1]")]
    public async Task Null_where_a_value_is_expected_is_refused(string method, string path, string body, string field)
    {
        using var response = await Send(method, path, body);

        Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Theory]
    [InlineData("{\"text\":\"hi\",}", 1, 14)]
    [InlineData("{\n  \"text\": hi\n}", 2, 11)]
    [InlineData("{\n  \"tëxt\": \"ü\" 5}", 2, 15)]
    [InlineData("{\"text\":\"hi\"", 1, 13)]
    public async Task Broken_json_is_told_with_line_and_column(string body, int line, int column)
    {
        using var response = await Send("POST", "/v1/agents/some/messages", body);

        var problem = await response.ShouldRefuse(400, "invalid-request");
        Assert.Equal(
            (line, column), (problem["errors"]![0]!["line"]!.GetValue<int>(), problem["errors"]![0]!["column"]!.GetValue<int>()));
        Assert.StartsWith(
            $"line {line}, column {column}, body: is not valid JSON: ", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_told_with_their_place()
    {
        using var response = await Send(
            "POST", "/v1/agents/some/messages", [.. "{\n\"text\":\"caf"u8, 0xE9, .. "\"}"u8], "application/json");

        var problem = await response.ShouldRefuse(400, "invalid-request");
        Assert.Equal("line 2, column 12, body: is not UTF-8.", problem.Text("detail"));
    }

    [Theory]
    [InlineData("POST", "name: yy2\n? [tools]\n: b\n")]
    [InlineData("POST", "name: yy2\ncapabilities:\n  ? {a: b}\n  : c\n")]
    [InlineData("POST", "name: yy2\nmemory_blocks:\n  ? [x]\n  : {value: a}\n")]
    [InlineData("PATCH", "? [a]\n: b\n")]
    [InlineData("PATCH", "capabilities: {? [a] : b}\n")]
    public async Task Key_that_is_no_text_is_refused(string method, string yaml)
    {
        var path = method == "POST" ? "/v1/agents" : $"/v1/agents/{await gateway.CreateAgent()}";
        using var response = await Send(method, path, Encoding.UTF8.GetBytes(yaml), "application/yaml");

        var problem = await response.ShouldRefuse(400, "invalid-request");
        Assert.Equal("has a key that is not a text.", problem["errors"]![0]!.Text("message"));
    }

    [Theory]
    [InlineData("name: yy3\ndisplay_name: \"\\ud800\"\n")]
    [InlineData("name: yy3\ndisplay_name: \"\\U00110000\"\n")]
    [InlineData("name: yy3\ndescription: \"\\udfff x\"\n")]
    public async Task Escape_in_yaml_that_names_no_character_is_refused(string yaml)
    {
        using var response = await Send("POST", "/v1/agents", Encoding.UTF8.GetBytes(yaml), "application/yaml");

        await response.ShouldRefuse(400, "invalid-request");
    }

    [Theory]
    [InlineData("GET", "/v1/platforms/webchat/accounts?after=a%00b", "after")]
    [InlineData("POST", "/v1/platforms/webchat/accounts/none/pause?reason=a%00b", "reason")]
    [InlineData("POST", "/v1/platforms/webchat/accounts/none/pause?reason=a%0ab", "reason")]
    [InlineData("POST", "/v1/agents/AGENT/queue/pause?reason=%01%0a", "reason")]
    [InlineData("POST", "/v1/agents/AGENT/queue/drain?reason=%E2%80%AEabc", "reason")]
    [InlineData("GET", "/v1/sessions?person=%00", "person")]
    public async Task Character_that_no_line_of_text_has_is_refused_in_the_query(string method, string path, string field)
    {
        using var response = await Send(method, path.Replace("AGENT", await gateway.CreateAgent(), StringComparison.Ordinal), []);

        Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Theory]
    [InlineData("GET", "/v1/agents?limt=5", "limt")]
    [InlineData("GET", "/v1/agents?limit=5&x=1", "x")]
    [InlineData("GET", "/v1/agents/some/queue/items?state=new", "state")]
    [InlineData("POST", "/v1/agents/some/messages?timeout=5s", "timeout")]
    [InlineData("GET", "/v1/plugins?x", "x")]
    [InlineData("GET", "/v1/admin/audit?actor=a&actors=b", "actors")]
    public async Task Parameter_that_a_route_does_not_have_is_refused(string method, string path, string field)
    {
        using var response = await Send(method, path, """{"text":"hi"}""");

        Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task Every_parameter_that_the_description_has_is_known()
    {
        var api = Fuzz.FuzzedApi.Read(await gateway.Http.GetStringAsync("/openapi/v1.json"));
        // Who did not sign in is told nothing of these.
        var signedIn = gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<RequiredPermission>() is { Always: true })
            .Select(endpoint => endpoint.RoutePattern.RawText!.TrimEnd('/')).ToHashSet();
        foreach (var operation in api.Operations.Where(
            operation => operation.Query.Count > 0 && operation.Path.StartsWith("/v1/", StringComparison.Ordinal)
                && !signedIn.Contains(operation.Path)))
        {
            var path = System.Text.RegularExpressions.Regex.Replace(operation.Path, @"\{[^}]+\}", "x");
            // One that is not known comes with those that are, so that nothing is done.
            using var response = await Send(
                operation.Method.Method,
                $"{path}?unknown=1&{string.Join('&', operation.Query.Select(name => $"{name}={Value(name)}"))}", "{}"u8.ToArray(),
                operation.Bodies is [var body, ..] ? body.Type : "application/json");
            Assert.Equal(["unknown"], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
        }

        // A tenant that is not there is told first.
        static string Value(string parameter) => parameter == "tenant" ? "default" : "1";
    }

    [Fact]
    public async Task Parameter_that_a_route_of_openais_does_not_have_is_ignored()
    {
        using var response = await gateway.Http.GetAsync("/v1/models?api-version=2024-10-21");

        await response.ShouldBe(200);
    }

    [Theory]
    [InlineData("GET", "/v1/chat/completions", 405)]
    [InlineData("POST", "/v1/completions", 404)]
    [InlineData("POST", "/v1/embeddings", 404)]
    [InlineData("GET", "/v1/models/UPPER", 404)]
    [InlineData("DELETE", "/v1/models/some", 405)]
    [InlineData("POST", "/v1/responses", 404)]
    [InlineData("GET", "/v1/responses/resp_1/input_items", 404)]
    [InlineData("POST", "/v1/moderations", 404)]
    [InlineData("GET", "/v1/files", 404)]
    [InlineData("GET", "/v1/files/file-1/content", 404)]
    [InlineData("POST", "/v1/audio/speech", 404)]
    [InlineData("POST", "/v1/images/generations", 404)]
    public async Task Errors_on_openais_paths_have_openais_shape(string method, string path, int status)
    {
        using var response = await Send(method, path, []);

        var error = (await response.ShouldBe(status))["error"]!;
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(error.Text("message"));
        Assert.NotEmpty(error.Text("type"));
        Assert.NotEmpty(error.Text("code"));
        Assert.True(error.AsObject().ContainsKey("param"));
    }

    [Theory]
    [InlineData("/v1/chat")]
    [InlineData("/v1/modelsx")]
    [InlineData("/v1/image")]
    [InlineData("/v1/threads")]
    [InlineData("/completions")]
    public async Task Errors_elsewhere_are_problems(string path)
    {
        using var response = await gateway.Http.GetAsync(path);

        await response.ShouldRefuse(404, "no-such-route");
    }

    [Theory]
    [InlineData("/v1/agents", 1_048_576)]
    [InlineData("/v1/platforms/webhook/accounts/some/webhook", 262_144)]
    public async Task Body_that_is_too_large_is_told_the_limit(string path, int limit)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = RunningGateway.Json($"\"{new string('a', 1_100_000)}\""),
        };
        request.Headers.ExpectContinue = true;

        using var response = await gateway.Http.SendAsync(request);

        Assert.Contains(
            $"{limit} bytes", (await response.ShouldRefuse(413, "body-too-large")).Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /v1/agents/%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 400)]
    [InlineData("GET /v1/agents HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Odd: caf\u00e9\r\n\r\n", 400)]
    [InlineData("GET /v1/agents HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET\r\n\r\n", 400)]
    [InlineData("GET /v1/agents HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n", 505)]
    [InlineData("POST /v1/agents HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400)]
    [InlineData("LONG", 414)]
    [InlineData("HEADERS", 431)]
    public async Task Request_that_is_no_http_is_a_problem_too(string request, int status)
    {
        request = request switch
        {
            "LONG" => $"GET /{new string('a', 20_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            "HEADERS" => $"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: {new string('a', 40_000)}\r\n\r\n",
            _ => request,
        };

        var (head, body) = await Exchange(request);

        Assert.StartsWith($"HTTP/1.1 {status} ", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/problem+json", head, StringComparison.Ordinal);
        Assert.Contains($"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n", head, StringComparison.Ordinal);
        var problem = JsonNode.Parse(body)!;
        Assert.StartsWith("urn:sanctum:problem:", problem.Text("type"), StringComparison.Ordinal);
        Assert.Equal(status, problem["status"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Odd: caf\u00e9\r\n\r\n", 400)]
    [InlineData("POST /v1/files/x?y=z HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400)]
    [InlineData("GET /v1/models/ada HTTP/1.1\r\n\r\n", 400)]
    [InlineData("HEADERS", 431)]
    public async Task Request_to_an_openai_path_that_is_no_http_is_an_error_in_openais_shape(string request, int status)
    {
        var (head, body) = await Exchange(request == "HEADERS"
            ? $"POST /v1/responses HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: {new string('a', 40_000)}\r\n\r\n"
            : request);

        Assert.StartsWith($"HTTP/1.1 {status} ", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json\r\n", head, StringComparison.Ordinal);
        Assert.Contains("x-should-retry: false\r\n", head, StringComparison.Ordinal);
        var error = JsonNode.Parse(body)!["error"]!;
        Assert.NotEmpty(error.Text("message"));
        Assert.Equal("invalid_request_error", error.Text("type"));
        Assert.True(error.AsObject().ContainsKey("param"));
    }

    [Theory]
    [InlineData("POST /v1/agents/some/messages", "application/json", "FFFFFFFFFFFFFFFFF")]
    [InlineData("POST /v1/agents", "application/yaml", "FFFFFFFFFFFFFFFFF")]
    [InlineData("PATCH /v1/agents/some", "application/json", "80000000")]
    [InlineData("POST /v1/platforms/webhook/accounts/some/webhook", "application/json", "FFFFFFFFFFFFFFFFF")]
    [InlineData("POST /v1/chat/completions", "application/json", "FFFFFFFFFFFFFFFFF")]
    [InlineData("POST /v1/agents/some/messages", "application/json", "-1")]
    [InlineData("POST /v1/agents/some/messages", "application/json", "zz")]
    public async Task Chunk_whose_size_is_no_size_is_refused(string route, string type, string size)
    {
        var (head, body) = await Exchange(
            $"{route} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {gateway.Token}\r\nConnection: close\r\n" +
            $"Content-Type: {type}\r\n" +
            $"Transfer-Encoding: chunked\r\n\r\n{size}\r\n{{}}");

        Assert.StartsWith("HTTP/1.1 400 ", head, StringComparison.Ordinal);
        Assert.Contains(
            route.Contains("/chat/", StringComparison.Ordinal) ? "invalid_request_error" : "urn:sanctum:problem:", body,
            StringComparison.Ordinal);
    }

    private async Task<(string Head, string Body)> Exchange(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = (await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60))).Split("\r\n\r\n", 2);
        return (answer[0] + "\r\n", answer[1]);
    }

    private Task<HttpResponseMessage> Send(string method, string path, string json) =>
        Send(method, path, Encoding.UTF8.GetBytes(json), "application/json");

    private async Task<HttpResponseMessage> Send(string method, string path, byte[] body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is not "GET" and not "DELETE")
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        return await gateway.Http.SendAsync(request);
    }
}
