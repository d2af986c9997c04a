using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>Runs around every call that comes in to a grain; register it in the silo, or implement it in a grain class.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Call <see cref="IGrainCallContext.Invoke"/> to go on.</summary>
    Task Invoke(IIncomingGrainCallContext context);
}

/// <summary>A call on its way.</summary>
public interface IGrainCallContext
{
    /// <summary>The request.</summary>
    IInvokable Request { get; }

    /// <summary>The grain object.</summary>
    object Grain { get; }

    /// <summary>Who is called.</summary>
    GrainId TargetId { get; }

    /// <summary>The interface's full name.</summary>
    string InterfaceName { get; }

    /// <summary>The method's name.</summary>
    string MethodName { get; }

    /// <summary>The interface's method.</summary>
    MethodInfo InterfaceMethod { get; }

    /// <summary>The result, once the method was called.</summary>
    object? Result { get; set; }

    /// <summary>Goes on to the next filter, at last to the method.</summary>
    Task Invoke();
}

/// <summary>A call that comes in.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    /// <summary>The activation that is called.</summary>
    IGrainContext TargetContext { get; }

    /// <summary>The grain class's method.</summary>
    MethodInfo ImplementationMethod { get; }
}

/// <summary>A filter as a delegate.</summary>
public delegate Task IncomingGrainCallFilterDelegate(IIncomingGrainCallContext context);
