namespace Sanctum.Errors;

/// <summary>Another system (a model provider, a platform, a web server) failed or refused.</summary>
[GenerateSerializer, Alias("sanctum.dependency")]
public sealed class DependencyException(
    string dependency, string message, ErrorClass errorClass, TimeSpan? retryAfter = null, Exception? inner = null,
    bool isRefusal = false,
    bool isOutage = false, string code = ErrorCodes.DependencyFailed)
    : SanctumException($"{dependency}: {message}", inner)
{
    /// <summary>Which system, such as <c>openai</c>.</summary>
    [Id(0)]
    public string Dependency { get; } = dependency;

    /// <summary>Whether trying again makes sense.</summary>
    [Id(1)]
    public ErrorClass Class { get; } = errorClass;

    /// <summary>How long the other side asked to wait, where it said.</summary>
    [Id(2)]
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>
    /// Whether the other side is known to have done nothing of what it was asked for just now, and not to do it later either.
    /// Where that is not certain, it is no refusal: somebody else may be asked only after one.
    /// </summary>
    [Id(3)]
    public bool IsRefusal { get; } = isRefusal;

    /// <summary>
    /// Whether the system is away for everybody: it failed so often lately that calls to it are held back. What met this did
    /// nothing wrong and waits until the system is back.
    /// </summary>
    [Id(4)]
    public bool IsOutage { get; } = isOutage;

    /// <summary>A name from <see cref="ErrorCodes"/>; null from a build that has none.</summary>
    [Id(5)]
    public string? Code { get; } = code;

    /// <summary>The same failure, of a system that is away.</summary>
    /// <param name="retryAfter">When a call is let through again.</param>
    public DependencyException AsOutage(TimeSpan retryAfter) =>
        new(
            Dependency, Message[(Dependency.Length + 2)..], Class, RetryAfter > retryAfter ? RetryAfter : retryAfter, this,
            IsRefusal, isOutage: true, ErrorCodes.Unavailable);
}
