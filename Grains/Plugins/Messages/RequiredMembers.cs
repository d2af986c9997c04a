namespace Sanctum.Plugins.Messages;

/// <summary>
/// What every <see cref="IMessagePlugin"/> has. Its author may have compiled it against another contract than ours, and any
/// member may answer null or throw, so all are checked when the plug-in is loaded.
/// </summary>
/// <param name="Platform">Its platform.</param>
/// <param name="MessageHandler">What sends its replies.</param>
internal sealed record RequiredMembers(string Platform, MessageHandler MessageHandler)
{
    private static readonly string[] Methods =
        [nameof(IPlugin.ApplySettingsAsync), nameof(IPlugin.StartAsync), nameof(IPlugin.StopAsync)];

    /// <summary>
    /// Checks that a class has the methods that <see cref="IPlugin"/> leaves to choice and <see cref="IMessagePlugin"/> does not.
    /// </summary>
    /// <exception cref="PluginRefusedException">One is missing.</exception>
    public static void RequireMethods(Type type)
    {
        var map = type.GetInterfaceMap(typeof(IPlugin));
        for (var index = 0; index < map.InterfaceMethods.Length; index++)
        {
            // A method that the class does not have is missing in the map, or is an interface's.
            if (Methods.Contains(map.InterfaceMethods[index].Name)
                && map.TargetMethods[index]?.DeclaringType is not { IsInterface: false })
                throw new PluginRefusedException(
                    $"{type.FullName} has no {map.InterfaceMethods[index].Name}, which IMessagePlugin requires.");
        }
    }

    /// <summary>Reads the members of a plug-in, each once.</summary>
    /// <param name="plugin">The plug-in.</param>
    /// <param name="name">The name that it must give itself.</param>
    /// <exception cref="PluginRefusedException">One is null, wrong or throws.</exception>
    public static RequiredMembers Of(IMessagePlugin plugin, string name)
    {
        var own = Read(plugin, nameof(plugin.Name), () => plugin.Name);
        if (own != name)
            throw new PluginRefusedException(
                $"{plugin.GetType().FullName}.Name is '{own}'; it must be '{name}', the name of its folder and assembly.");
        return new RequiredMembers(
            Read(plugin, nameof(plugin.Platform), () => plugin.Platform),
            Read(plugin, nameof(plugin.MessageHandler), () => plugin.MessageHandler));
    }

    private static T Read<T>(IMessagePlugin plugin, string member, Func<T?> read) where T : class
    {
        T? value;
        try
        {
            value = read();
        }
        catch (Exception exception)
        {
            throw new PluginRefusedException($"{plugin.GetType().FullName}.{member} threw {PluginGuard.Describe(exception)}");
        }
        return value
            ?? throw new PluginRefusedException($"{plugin.GetType().FullName}.{member} is null; IMessagePlugin requires it.");
    }
}
