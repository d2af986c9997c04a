namespace Sanctum.Tools.Isolation;

/// <summary>Starts a tool's program as a child like any other: it has the host's user, files and network.</summary>
internal sealed class OwnProcessSandbox : IToolSandbox
{
    public ToolLaunch Prepare(ToolProcessRequest request, IsolationOptions limits, DirectoryInfo folder)
    {
        var start = ToolProcessStart.With(Path.Combine(ToolHostFiles.RuntimeFolder, "dotnet"), limits, folder.FullName);
        start.ArgumentList.Add(ToolHostFiles.PathOf(ToolHostFiles.Main));
        start.WorkingDirectory = folder.FullName;
        return new ToolLaunch(start, request);
    }
}
