namespace Sanctum.Calls;

/// <summary>
/// Says of a grain method that calling it again with the same arguments has the effect of calling it once, because it carries a
/// key or names the state that it leaves. Callers outside the cluster repeat such a call, and one that is <c>[ReadOnly]</c>, when
/// a silo dies.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute : Attribute;
