namespace Sanctum.Hosting;

/// <summary>
/// Marks an assembly of adapters that a program references. The host looks there for <see cref="IGrainModule"/>, platforms, tools
/// and model providers, and makes one object of each class when it starts. An assembly that is loaded as a plug-in needs no mark.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class AdapterAssemblyAttribute : Attribute;
