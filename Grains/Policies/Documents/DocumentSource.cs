using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sanctum.Policies;

/// <summary>The policy documents of a tenant, as this process has them.</summary>
internal sealed class DocumentSource(PolicyDocuments documents, TimeProvider clock) : IPolicySource
{
    public string Name => "documents";

    public int Order => 10;

    // Until they have been read once, every document may be among them.
    public bool IsConcerned(string tenant, string action) =>
        documents.Find(tenant) is not { } known || known.Any(document => document.IsConcerned(action));

    public async ValueTask<PolicyDecision> Decide(PolicyRequest request, CancellationToken cancellationToken)
    {
        var concerned = Concerned(await documents.Of(request.Subject.Tenant), request.Action);
        if (concerned.IsEmpty)
            return PolicyDecision.Allow;
        var input = InputOf(request);
        foreach (var document in concerned)
        {
            var decision = document.Decide(request.Action, input);
            if (!decision.IsAllowed)
                return decision;
        }
        return PolicyDecision.Allow;
    }

    private static ImmutableArray<PolicyDocument> Concerned(ImmutableArray<PolicyDocument> all, string action) =>
        [.. all.Where(document => document.IsConcerned(action))];

    private Dictionary<string, object?> InputOf(PolicyRequest request)
    {
        var input = (Dictionary<string, object?>)Value(PolicyInput.Of(request))!;
        input["now"] = clock.GetUtcNow();
        return input;
    }

    // CEL has whole numbers of 64 bits and doubles; others are doubles.
    private static object? Value(JsonNode? node) => node switch
    {
        JsonObject fields => fields.ToDictionary(field => field.Key, field => Value(field.Value), StringComparer.Ordinal),
        JsonArray items => items.Select(Value).ToList(),
        JsonValue value => value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => value.TryGetValue<long>(out var whole) ? whole : value.TryGetValue<int>(out var small) ? (long)small
                : JsonSerializer.Deserialize<double>(value.ToJsonString()),
        },
        _ => null,
    };
}
