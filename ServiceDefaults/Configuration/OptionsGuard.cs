using System.Collections.Concurrent;
using Sanctum.Hosting;

namespace Sanctum.Configuration;

/// <summary>Which options have settings that are not valid, so that the last valid ones stay in force.</summary>
internal sealed partial class OptionsGuard(IServiceProvider services)
{
    private readonly ConcurrentDictionary<Type, string> _refused = new();

    /// <summary>What is wrong, for each class of options; empty where nothing is.</summary>
    public IReadOnlyCollection<string> Refused => [.. _refused.Values];

    /// <summary>Whether options are of the product.</summary>
    public static bool Guards(Type options) =>
        options.Assembly.GetName().Name!.StartsWith("Sanctum.", StringComparison.Ordinal);

    public void Accept(Type options) => _refused.TryRemove(options, out _);

    public void Refuse(Type options, Exception exception)
    {
        var reason = SettingError.Describe(exception, services);
        _refused[options] = reason;
        // Loggers have options themselves, so none can be asked for when this is made.
        KeptValid(services.GetRequiredService<ILogger<OptionsGuard>>(), reason);
    }

    [LoggerMessage(2423, LogLevel.Warning, "Changed settings are not valid, so the last valid ones stay in force: {Reason}")]
    private static partial void KeptValid(ILogger logger, string reason);
}
