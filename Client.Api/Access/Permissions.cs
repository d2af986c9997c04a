namespace Sanctum.Access;

/// <summary>The permissions that endpoints declare. There is no other list of them.</summary>
internal sealed class Permissions(EndpointDataSource endpoints)
{
    private readonly Lazy<IReadOnlyList<string>> _all = new(() => Find(endpoints.Endpoints));

    /// <summary>Each as <c>resource:action</c>, sorted. Complete once the gateway has started.</summary>
    public IReadOnlyList<string> All => _all.Value;

    private static IReadOnlyList<string> Find(IEnumerable<Endpoint> endpoints) =>
    [
        .. endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<RequiredPermission>()?.Permission).OfType<string>()
            .Distinct().Order(StringComparer.Ordinal),
    ];
}
