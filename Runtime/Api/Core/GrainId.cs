namespace Orleans.Runtime;

/// <summary>Identity of a grain: its type's name and its key.</summary>
/// <param name="Type">Class name in lower case without the suffix <c>grain</c>.</param>
/// <param name="Key">The key.</param>
public readonly record struct GrainId(string Type, string Key)
{
    /// <summary><c>type/key</c>, the form in which the identity is stored.</summary>
    public override string ToString() => $"{Type}/{Key}";
}
