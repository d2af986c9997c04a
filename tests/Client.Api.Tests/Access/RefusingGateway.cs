using System.Text.Json.Nodes;
using Sanctum.Tests;
using Sanctum.Tests.Fuzz;

namespace Sanctum.Access;

/// <summary>A gateway that takes small bodies, with an admin and with a user who may do nothing.</summary>
public sealed class RefusingGateway : IAsyncLifetime
{
    internal const int MaxBodyBytes = 2_048;

    private readonly FuzzWorld _world = new();

    internal AccessGateway Access { get; } = new();

    /// <summary>Requests of a user without a role.</summary>
    internal HttpClient Roleless { get; private set; } = null!;

    internal IReadOnlyList<DescribedOperation> Operations { get; private set; } = [];

    public async Task InitializeAsync()
    {
        await Access.Start(isRequired: true, $"Sanctum:Gateway:MaxBodyBytes={MaxBodyBytes}");
        (_, Roleless) = await Access.NewSignedInUser();
        var description = await Access.Gateway.Http.GetStringAsync("/openapi/v1.json");
        Operations = DescribedOperation.Read(description);
        await CreatePatchedAgent();
        // Right requests name what is not there; who may not call does not get to know.
        foreach (var kind in new[] { "machine key", "mention" })
            _world.Learn(kind, "none");
    }

    public Task DisposeAsync() => Access.DisposeAsync();

    // A patch is read together with what it changes.
    private async Task CreatePatchedAgent()
    {
        var patched = RequestFor(Operations.Single(operation => operation.Route == "PATCH /v1/agents/{id}"));
        using var created = await Access.Admin.PostAsync(
            "/v1/agents", RunningGateway.Yaml($"name: {patched.Place["id"]}\npersonality: {{ core_identity: I am. }}\n"));
        await created.ShouldBe(201);
    }

    /// <summary>A request that would be accepted, were there what it names and who may send it.</summary>
    internal FuzzedRequest RequestFor(DescribedOperation operation)
    {
        var request = new RightRequests(_world).For(operation.Shape, new RightValues(new Random(1)), number: 0);
        request.Query.Clear();
        return request;
    }
}

/// <summary>An operation as the API's description has it.</summary>
/// <param name="Shape">Its method, path, query and bodies.</param>
/// <param name="Permission">What it needs; null for others.</param>
/// <param name="IsOpen">Whether anybody may call it.</param>
internal sealed record DescribedOperation(FuzzedOperation Shape, string? Permission, bool IsOpen)
{
    public string Route => Shape.Route;

    public static IReadOnlyList<DescribedOperation> Read(string description)
    {
        var paths = JsonNode.Parse(description)!["paths"]!;
        return
        [
            .. FuzzedApi.Read(description).Operations.Select(shape =>
            {
                var node = paths[shape.Path]![shape.Method.Method.ToLowerInvariant()]!;
                return new DescribedOperation(shape, node["x-permission"]?.GetValue<string>(), node["x-open"] is not null);
            }),
        ];
    }
}
