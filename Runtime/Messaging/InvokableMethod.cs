using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Sanctum.Runtime.Messaging;

internal sealed class InvokableMethod(MethodInfo method) : IInvokable
{
    public MethodInfo GetMethod() => method;

    public string GetMethodName() => method.Name;
}
