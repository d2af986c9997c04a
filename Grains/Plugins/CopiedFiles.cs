using Microsoft.Extensions.Logging;

namespace Sanctum.Plugins;

/// <summary>Copies of plug-ins' files that nobody needs any more.</summary>
internal static class CopiedFiles
{
    public static void Remove(string folder, ILogger logger)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            PluginLog.CopyNotRemoved(logger, exception, folder);
        }
    }
}
