namespace Orleans.Runtime;

/// <summary>Identity of a stream: a namespace and a key.</summary>
public readonly record struct StreamId
{
    private readonly string? _namespace;
    private readonly string? _key;

    private StreamId(string? ns, string key) => (_namespace, _key) = (ns, key);

    /// <summary>The stream of this namespace and key.</summary>
    public static StreamId Create(string? ns, string key) => new(ns, key);

    /// <summary>The namespace, or null.</summary>
    public string? GetNamespace() => _namespace;

    /// <summary>The key.</summary>
    public string GetKeyAsString() => _key ?? "";

    /// <inheritdoc/>
    public override string ToString() => _namespace is null ? GetKeyAsString() : $"{_namespace}/{_key}";
}
