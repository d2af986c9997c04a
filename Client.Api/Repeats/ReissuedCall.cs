using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Sanctum.Repeats;

/// <summary>
/// Makes a grain call anew, perhaps beside one that has not answered. Orleans takes a request back once a grain of this process
/// has had it, so what it says is read before it is sent.
/// </summary>
internal sealed class ReissuedCall
{
    private static readonly MethodInfo ResultOf = typeof(ReissuedCall).GetMethod(
        nameof(Result), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly ConcurrentDictionary<Type, MethodInfo> Results = new();

    private readonly object _grain;
    private readonly MethodInfo _method;
    private readonly object?[] _arguments;

    public ReissuedCall(IOutgoingGrainCallContext call) =>
        (_grain, _method, _arguments) = (call.Grain, call.InterfaceMethod, [.. Arguments(call.InterfaceMethod, call.Request)]);

    /// <summary>How long the call waits by itself for something to happen.</summary>
    public TimeSpan Wait => _arguments.OfType<TimeSpan>().Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait);

    /// <summary>Whether a method can be called anew; all of ours can.</summary>
    public static bool IsPossible(MethodInfo method) =>
        method.ReturnType == typeof(Task)
            || (method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(Task<>));

    /// <returns>The call's result; null of a method that has none.</returns>
    public Task<object?> Make()
    {
        var task = _method.Invoke(_grain, BindingFlags.DoNotWrapExceptions, binder: null, _arguments, culture: null)!;
        var type = _method.ReturnType;
        return type.IsGenericType
            ? (Task<object?>)Results.GetOrAdd(type.GetGenericArguments()[0], result => ResultOf.MakeGenericMethod(result))
                .Invoke(null, [task])!
            : Completion((Task)task);
    }

    private static IEnumerable<object?> Arguments(MethodInfo method, IInvokable request)
    {
        var parameters = method.GetParameters();
        // Orleans keeps the token beside the arguments or among them.
        var isAmong = request.GetArgumentCount() == parameters.Length;
        var next = 0;
        foreach (var parameter in parameters)
        {
            if (parameter.ParameterType != typeof(CancellationToken))
            {
                yield return request.GetArgument(next++);
                continue;
            }
            next += isAmong ? 1 : 0;
            yield return request.GetCancellationToken();
        }
    }

    private static async Task<object?> Result<T>(Task<T> call) => await call;

    private static async Task<object?> Completion(Task call)
    {
        await call;
        return null;
    }
}
