namespace Sanctum.CrashTest;

/// <summary>Lets the driver find this program.</summary>
public static class Marker;
