namespace Sanctum.Configuration;

/// <summary>
/// Says of an option that it may be changed while processes run, by the live configuration. Who reads it reads it from
/// <c>IOptionsMonitor</c> each time.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LiveAttribute : Attribute;
