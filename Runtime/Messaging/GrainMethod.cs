using System.Linq.Expressions;
using System.Reflection;
using Orleans;
using Orleans.Concurrency;

namespace Sanctum.Runtime.Messaging;

/// <summary>
/// One method of a grain interface: its rules, and delegates that are compiled once, so that a call uses no reflection.
/// </summary>
internal sealed class GrainMethod
{
    private readonly Func<object, object?[], ValueTask<object?>> _invoke;
    private readonly Func<GrainReference, GrainMethod, object?[], object?> _send;

    private GrainMethod(MethodInfo method)
    {
        if (method.IsGenericMethodDefinition)
            throw new NotSupportedException($"{method.DeclaringType}.{method.Name} is generic; grain methods must not be.");
        Info = method;
        Name = $"{method.DeclaringType!.Name}/{method.Name}";
        AlwaysInterleaves = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        IsReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        IsOneWay = method.IsDefined(typeof(OneWayAttribute));
        Timeout = (method.GetCustomAttribute<ResponseTimeoutAttribute>() ?? method.DeclaringType.GetCustomAttribute<ResponseTimeoutAttribute>())?.Timeout;
        CancellationIndex = Array.FindIndex(method.GetParameters(), parameter => parameter.ParameterType == typeof(CancellationToken));
        var shape = ReturnShape.Of(method);
        _send = shape.CompileSend();
        _invoke = CompileInvoke(method, shape);
    }

    public MethodInfo Info { get; }

    public string Name { get; }

    public bool AlwaysInterleaves { get; }

    public bool IsReadOnly { get; }

    public bool IsOneWay { get; }

    /// <summary>How long callers wait, or null for the silo's default.</summary>
    public TimeSpan? Timeout { get; }

    /// <summary>Which argument is the cancellation token; negative for none.</summary>
    public int CancellationIndex { get; }

    public static GrainMethod For(MethodInfo method) => new(method);

    /// <summary>Calls the method on the grain object itself.</summary>
    public ValueTask<object?> Invoke(object grain, object?[] arguments) => _invoke(grain, arguments);

    /// <summary>Sends a call by a reference; answers what the interface promises: a task, a value task or an enumerable.</summary>
    public object? Send(GrainReference reference, object?[] arguments) => _send(reference, this, arguments);

    private static Func<object, object?[], ValueTask<object?>> CompileInvoke(MethodInfo method, ReturnShape shape)
    {
        var grain = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object?[]));
        var values = method.GetParameters().Select((parameter, i) =>
            (Expression)Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(i)), parameter.ParameterType));
        var call = Expression.Call(Expression.Convert(grain, method.DeclaringType!), method, values);
        return Expression.Lambda<Func<object, object?[], ValueTask<object?>>>(shape.AwaitAsObject(call), grain, arguments).Compile();
    }
}
