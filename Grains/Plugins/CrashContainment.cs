using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;

namespace Sanctum.Plugins;

/// <summary>
/// An exception that nothing catches on a thread of a plug-in (its own thread, a timer, an <c>async void</c>) would end the
/// process. Here it ends the plug-in alone; any other exception ends the process as ever.
/// </summary>
internal static class CrashContainment
{
    private static readonly Lazy<bool> Installed = new(() =>
    {
        ExceptionHandling.SetUnhandledExceptionHandler(Contain);
        return true;
    });

    /// <exception cref="InvalidOperationException">Somebody else installed a handler.</exception>
    public static bool Install() => Installed.Value;

    private static bool Contain(Exception exception)
    {
        var context = new StackTrace(exception).GetFrames()
            .Select(frame => frame.GetMethod()?.Module.Assembly)
            .Select(assembly => assembly is null ? null : AssemblyLoadContext.GetLoadContext(assembly) as PluginLoadContext)
            .FirstOrDefault(found => found is not null);
        context?.Crashed?.Invoke(exception);
        return context is not null;
    }
}
