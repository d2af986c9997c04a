using System.Text;
using System.Text.Json.Nodes;
using Sanctum.Tests;
using Sanctum.Tests.Fuzz;

namespace Sanctum.Access;

/// <summary>
/// Every operation of the API's description is refused for every reason that there is: nobody is signed in, the caller may not,
/// the request is malformed, the body is too large, a limit is reached. Where a reason cannot apply, a list here says why.
/// </summary>
public sealed class EveryEndpointTests(RefusingGateway refusing) : IClassFixture<RefusingGateway>
{
    private const string Nonsense = "nonsense";

    // Beyond the limit of the bridge too, which has another.
    private const int LargeBodyBytes = 300 * 1_024;

    // Reviewed. Clients of OpenAI's API send parameters and fields of other servers.
    private static readonly string[] OpenAi =
        ["GET /v1/models", "GET /v1/models/{model}", "POST /v1/chat/completions"];

    // Reviewed. The bridge follows the API of another product, and its tests are WebChatBridgeTests.
    private static readonly string[] Bridge = ["GET /api/v1", "POST /api/v1"];

    // Reviewed. Supervisors add what they like to a probe.
    private static readonly string[] Probes = ["GET /health", "GET /live", "GET /ready", "GET /api/status", "GET /metrics"];

    // Reviewed. RFC 7591 has servers ignore what they do not know.
    private static readonly string[] Registration = ["POST /oauth/register"];

    // Reviewed. Their bodies are documents of others: settings have a schema of the plug-in's, deliveries are signed first.
    private static readonly string[] FreeBodies =
    [
        "PUT /v1/plugins/{plugin}/settings", "POST /v1/platforms/{platform}/accounts/{account}/webhook",
    ];

    // Reviewed. They take files, with a limit that PassageImportTests and AgentFileTests look at.
    private static readonly string[] Uploads = ["POST /v1/agents/{id}/passages/imports", "POST /v1/agents/imports"];

    // Reviewed. Load balancers and collectors ask often, from one address.
    private static readonly string[] Uncounted = ["GET /health", "GET /live", "GET /ready", "GET /metrics"];

    private IEnumerable<DescribedOperation> Operations => refusing.Operations;

    private HttpClient Admin => refusing.Access.Admin;

    [Fact]
    public async Task Nobody_is_let_in()
    {
        var closed = Operations.Where(operation => !operation.IsOpen);

        await EachAnswers(closed, refusing.Access.Nobody, refusing.RequestFor, 401);
    }

    [Fact]
    public async Task Who_lacks_the_permission_is_refused()
    {
        // What needs no more than a sign-in concerns the caller alone. Other tenants come here: their things are not found.
        var permitted = Operations.Where(operation => operation.Permission is not null);

        await EachAnswers(permitted, refusing.Roleless, refusing.RequestFor, 403);
    }

    [Fact]
    public async Task Parameter_that_an_operation_does_not_have_is_refused_by_its_name()
    {
        var strict = Except(OpenAi, Bridge, Probes, Registration);

        await EachAnswers(strict, Admin, WithParameter, 400, Nonsense);

        FuzzedRequest WithParameter(DescribedOperation operation)
        {
            var request = refusing.RequestFor(operation);
            request.Query.Add((Nonsense, "1"));
            return request;
        }
    }

    [Fact]
    public async Task Field_that_a_body_does_not_have_is_refused_by_its_name()
    {
        var strict = Except(OpenAi, Bridge, FreeBodies, Registration).Where(TakesJson);

        await EachAnswers(strict, Admin, WithField, 400, Nonsense);

        FuzzedRequest WithField(DescribedOperation operation)
        {
            var request = refusing.RequestFor(operation);
            var body = request.Body as JsonObject ?? [];
            body[Nonsense] = 1;
            (request.Body, request.ContentType) = (body, "application/json");
            return request;
        }
    }

    [Fact]
    public async Task Name_in_a_path_that_breaks_its_rule_is_refused()
    {
        foreach (var operation in Operations.Where(operation => operation.Shape.Path.Contains('{', StringComparison.Ordinal)))
        {
            foreach (var name in refusing.RequestFor(operation).Place.Keys.Where(
                name => operation.Shape.Path.Contains($"{{{name}}}", StringComparison.Ordinal)))
            {
                var request = refusing.RequestFor(operation);
                request.Place[name] = " \u0001 ";
                using var answer = await Send(Admin, request);
                // Where a route takes ids only, there is no such route.
                Assert.True((int)answer.StatusCode is 400 or 404, $"{operation.Route}, {name}: {(int)answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Body_beyond_the_limit_is_refused()
    {
        var withBody = Except(Uploads).Where(operation => operation.Shape.Bodies.Count > 0);

        await EachAnswers(withBody, Admin, WithLargeBody, 413);

        FuzzedRequest WithLargeBody(DescribedOperation operation)
        {
            var request = refusing.RequestFor(operation);
            request.ContentType ??= operation.Shape.Bodies[0].Type;
            request.RawBody = Encoding.UTF8.GetBytes($"\"{new string('a', LargeBodyBytes)}\"");
            return request;
        }
    }

    [Fact]
    public async Task Limit_of_an_address_holds_for_every_operation()
    {
        await using var strict = new RunningGateway();
        await strict.Start("Sanctum:Gateway:RequestsPerWindow=1", "Sanctum:Gateway:RequestWindow=01:00:00");
        (await strict.Nobody.GetAsync("/v1/agents")).Dispose();

        await EachAnswers(Except(Uncounted), strict.Nobody, refusing.RequestFor, 429);
    }

    [Fact]
    public void Lists_of_exceptions_name_operations_that_there_are()
    {
        string[] excepted = [.. OpenAi, .. Bridge, .. Probes, .. FreeBodies, .. Uploads, .. Uncounted];

        Assert.Empty(excepted.Except(Operations.Select(operation => operation.Route)));
    }

    private IEnumerable<DescribedOperation> Except(params string[][] lists)
    {
        var excepted = lists.SelectMany(list => list).ToHashSet();
        return Operations.Where(operation => !excepted.Contains(operation.Route));
    }

    private static bool TakesJson(DescribedOperation operation) =>
        operation.Shape.Bodies.Any(body => body.Type == "application/json");

    private static async Task EachAnswers(
        IEnumerable<DescribedOperation> operations, HttpClient client, Func<DescribedOperation, FuzzedRequest> make, int status,
        string? field = null)
    {
        var (wrong, count) = (new List<string>(), 0);
        foreach (var operation in operations)
        {
            count++;
            using var answer = await Send(client, make(operation));
            var text = answer.Content.Headers.ContentType?.MediaType == "text/event-stream"
                ? ""
                : await answer.Content.ReadAsStringAsync();
            var namesField = field is null || text.Contains($"\"{field}\"", StringComparison.Ordinal);
            if ((int)answer.StatusCode != status || !namesField)
                wrong.Add($"{operation.Route}: {(int)answer.StatusCode} {FuzzedRequest.Short(text)}");
        }
        Assert.True(count > 0);
        Assert.True(wrong.Count == 0, $"Not {status} {field}:\n{string.Join('\n', wrong)}");
    }

    private static async Task<HttpResponseMessage> Send(HttpClient client, FuzzedRequest request)
    {
        using var message = request.ToMessage();
        // As careful clients do with large bodies; one that sends on after the answer may lose it with the connection.
        message.Headers.ExpectContinue = message.Content is not null;
        return await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
    }
}
