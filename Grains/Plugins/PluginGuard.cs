using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Platforms;

namespace Sanctum.Plugins;

/// <summary>
/// Calls into a plug-in. A call takes no more than its time, whether the plug-in waits or blocks; what it throws comes out as one
/// of our errors, for an exception of its types would keep its code in memory.
/// </summary>
/// <param name="plugin">The plug-in.</param>
/// <param name="options">The limits.</param>
/// <param name="failed">Told once the plug-in hung too often in a row.</param>
/// <param name="logger">Told of each hang.</param>
internal sealed class PluginGuard(string plugin, PluginOptions options, Action<string> failed, ILogger logger) : ICallGuard
{
    private int _hangs;

    [SuppressMessage("ApiDesign", "RS0030", Justification = "Code that is not ours may block the thread.")]
    public async Task<T> Call<T>(Func<Task<T>> call)
    {
        // On another thread, for code that is not ours may block the one it is called on.
        var running = Task.Run(call);
        try
        {
            var answer = await running.WaitAsync(options.CallTimeout).ConfigureAwait(false);
            Volatile.Write(ref _hangs, 0);
            return answer;
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            var reason = $"did not return from a call within {options.CallTimeout}.";
            PluginLog.Hung(logger, plugin, options.CallTimeout);
            if (Interlocked.Increment(ref _hangs) >= options.HangsUntilFailed)
                failed($"It {reason}");
            throw new DependencyException(plugin, reason, ErrorClass.Transient);
        }
        catch (Exception exception) when (!IsOurs(exception))
        {
            throw new DependencyException(plugin, Describe(exception), ErrorClassifier.Classify(exception));
        }
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "Code that is not ours may block the thread.")]
    public async Task<T> Wait<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(call, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!IsOurs(exception))
        {
            throw new DependencyException(plugin, Describe(exception), ErrorClassifier.Classify(exception));
        }
    }

    /// <summary>What an exception of a plug-in says, for the one who has to mend it.</summary>
    public static string Describe(Exception exception) => exception is PluginRefusedException or SanctumException
        ? exception.Message
        : $"{exception.GetType().Name}: {exception.Message}";

    private static bool IsOurs(Exception exception) =>
        exception is SanctumException or OperationCanceledException or PluginRefusedException
            && !exception.GetType().IsCollectible;
}
