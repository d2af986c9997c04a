namespace Sanctum.Platforms;

/// <summary>An adapter that is not there from the start: it is made for what somebody registers.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class AddedAtRunTimeAttribute : Attribute;
