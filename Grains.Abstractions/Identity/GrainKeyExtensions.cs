namespace Sanctum.Identity;

/// <summary>The key of a grain that runs.</summary>
public static class GrainKeyExtensions
{
    /// <summary>The grain's key, <c>{tenant}/{name}</c>.</summary>
    public static GrainKey Key(this IGrainWithStringKey grain) => GrainKey.Parse(grain.GetPrimaryKeyString());
}
