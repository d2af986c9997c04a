using System.Linq.Expressions;
using System.Reflection;

namespace Sanctum.Runtime.Messaging;

/// <summary>What a grain method promises its caller, and how that is sent and awaited.</summary>
/// <param name="Result">Type of the awaited value; <see cref="Unit"/> where there is none.</param>
/// <param name="Suffix">Names the pair of methods that send and await this shape.</param>
internal sealed record ReturnShape(Type Result, string Suffix)
{
    private const BindingFlags Own = BindingFlags.Static | BindingFlags.NonPublic;

    /// <exception cref="NotSupportedException">The method promises something else.</exception>
    public static ReturnShape Of(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(Task))
            return new ReturnShape(typeof(Unit), "Task");
        if (type == typeof(ValueTask))
            return new ReturnShape(typeof(Unit), "ValueTask");
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (definition == typeof(Task<>))
            return new ReturnShape(type.GenericTypeArguments[0], "TaskOf");
        if (definition == typeof(ValueTask<>))
            return new ReturnShape(type.GenericTypeArguments[0], "ValueTaskOf");
        if (definition == typeof(IAsyncEnumerable<>))
            return new ReturnShape(type.GenericTypeArguments[0], "Stream");
        throw new NotSupportedException(
            $"{method.DeclaringType}.{method.Name} returns {type}; a grain method returns Task, ValueTask or IAsyncEnumerable.");
    }

    public Func<GrainReference, GrainMethod, object?[], object?> CompileSend() =>
        Method("Send").CreateDelegate<Func<GrainReference, GrainMethod, object?[], object?>>();

    /// <summary>The call, awaited, with its value boxed.</summary>
    public Expression AwaitAsObject(Expression call) => Expression.Call(Method("Await"), call);

    private MethodInfo Method(string verb)
    {
        var method = typeof(ReturnShape).GetMethod(verb + Suffix, Own)!;
        return method.IsGenericMethodDefinition ? method.MakeGenericMethod(Result) : method;
    }

    private static object? SendTask(GrainReference reference, GrainMethod method, object?[] arguments)
    {
        var call = reference.Send<Unit>(method, arguments);
        return method.IsOneWay ? Task.CompletedTask : call;
    }

    private static object? SendValueTask(GrainReference reference, GrainMethod method, object?[] arguments) =>
        new ValueTask((Task)SendTask(reference, method, arguments)!);

    private static object? SendTaskOf<T>(GrainReference reference, GrainMethod method, object?[] arguments) =>
        reference.Send<T>(method, arguments);

    private static object? SendValueTaskOf<T>(GrainReference reference, GrainMethod method, object?[] arguments) =>
        new ValueTask<T>(reference.Send<T>(method, arguments));

    private static object? SendStream<T>(GrainReference reference, GrainMethod method, object?[] arguments) =>
        new RemoteEnumerable<T>(reference, method, arguments);

    private static ValueTask<object?> AwaitTask(Task task) => Unit.After(task);

    private static ValueTask<object?> AwaitValueTask(ValueTask task) => Unit.After(task.AsTask());

    private static async ValueTask<object?> AwaitTaskOf<T>(Task<T> task) => await task;

    private static async ValueTask<object?> AwaitValueTaskOf<T>(ValueTask<T> task) => await task;

    private static ValueTask<object?> AwaitStream<T>(IAsyncEnumerable<T> items) => ValueTask.FromResult<object?>(items);
}

/// <summary>The value of a method that has none.</summary>
internal sealed class Unit
{
    public static readonly Unit Value = new();

    public static async ValueTask<object?> After(Task task)
    {
        await task;
        return Value;
    }
}
