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
        var act = new PolicyAct(request, clock.GetUtcNow());
        var decision = PolicyDecision.Allow;
        foreach (var document in await documents.Of(request.Subject.Tenant))
        {
            if (!document.IsConcerned(request.Action))
                continue;
            var next = document.Decide(act);
            if (next.IsRefused)
                return next;
            decision = decision.And(next);
        }
        return decision;
    }
}
