using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>A request as interleaving rules and filters see it.</summary>
public interface IInvokable
{
    /// <summary>The interface's method.</summary>
    MethodInfo GetMethod();

    /// <summary>The method's name.</summary>
    string GetMethodName();
}
