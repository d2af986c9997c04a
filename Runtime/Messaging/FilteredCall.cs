using System.Reflection;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using Sanctum.Runtime.Activation;

namespace Sanctum.Runtime.Messaging;

/// <summary>Takes a call through the silo's filters, then the grain's own, then to the method.</summary>
internal sealed class FilteredCall(GrainActivation activation, IGrainCall call) : IIncomingGrainCallContext
{
    private int _stage;

    public IInvokable Request { get; } = new InvokableMethod(call.Method.Info);

    public object Grain => activation.Grain;

    public GrainId TargetId => activation.GrainId;

    public IGrainContext TargetContext => activation;

    public string InterfaceName => call.Method.Info.DeclaringType!.FullName!;

    public string MethodName => call.Method.Info.Name;

    public MethodInfo InterfaceMethod => call.Method.Info;

    public MethodInfo ImplementationMethod
    {
        get
        {
            var map = activation.Class.Type.GetInterfaceMap(InterfaceMethod.DeclaringType!);
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, InterfaceMethod)];
        }
    }

    public object? Result { get => call.Result; set => call.Result = value; }

    public async Task Invoke()
    {
        var stage = _stage++;
        var filters = activation.Filters;
        if (stage < filters.Length)
            await filters[stage].Invoke(this);
        else if (stage == filters.Length && activation.Grain is IIncomingGrainCallFilter own)
            await own.Invoke(this);
        else
            call.Result = await call.Method.Invoke(activation.Grain, call.Arguments);
    }
}
