using System.Text.Json;

namespace Sanctum.Tools;

/// <summary>How a status is written in rows and metrics: as in the API.</summary>
internal static class ToolStatusNames
{
    private static readonly string[] Names = [.. Enum.GetNames<ToolStatus>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    public static string ToName(this ToolStatus status) => Names[(int)status];

    public static ToolStatus Parse(string name) => Array.IndexOf(Names, name) is >= 0 and var status
        ? (ToolStatus)status
        : throw new ArgumentException($"'{name}' is not a status of a tool.", nameof(name));
}
