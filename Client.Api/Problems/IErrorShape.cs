namespace Sanctum.Problems;

/// <summary>
/// How problems are written on paths whose clients expect another shape than a problem document (RFC 9457). An endpoint module
/// registers its own; no list names them.
/// </summary>
internal interface IErrorShape
{
    /// <summary>Whether requests to this path come from such clients.</summary>
    bool IsExpectedAt(PathString path);

    /// <summary>Writes a problem whose status is set already.</summary>
    Task WriteAsync(HttpContext context, Problem problem);

    /// <summary>The answer to a request that the server refused before it was handled.</summary>
    ErrorAnswer Of(Problem problem);
}

/// <summary>An error answer.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Body">Written as JSON.</param>
/// <param name="Headers">Headers beside those of every refusal.</param>
internal sealed record ErrorAnswer(string MediaType, object Body, params IReadOnlyList<(string Name, string Value)> Headers);
