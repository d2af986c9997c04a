namespace Sanctum.Access;

/// <summary>A row that OpenIddict's managers change before it is written.</summary>
internal sealed class Kept<T>(T row) where T : class
{
    /// <summary>The row as it is now.</summary>
    public T Row { get; set; } = row;
}
