using System.Reflection;
using Microsoft.Extensions.Logging;
using Sanctum.Plugins.Messages;

namespace Sanctum.Plugins;

/// <summary>Makes the objects of a plug-in, for one life.</summary>
/// <param name="events">Its events.</param>
/// <param name="inbox">Where an <see cref="IMessagePlugin"/> hands messages in.</param>
/// <param name="services">What the process offers.</param>
/// <param name="logger">The plug-in's own.</param>
internal sealed class PluginObjects(IPluginEvents events, IPluginInbox inbox, PluginServices services, ILogger logger)
{
    /// <summary>The class of the plug-in that implements <see cref="IPlugin"/>, once it is made; null if there is none.</summary>
    public IPlugin? Entry { get; private set; }

    public IPlugin CreateEntry(Type type)
    {
        var takesInbox = typeof(IMessagePlugin).IsAssignableFrom(type);
        if (takesInbox)
            RequiredMembers.RequireMethods(type);
        return Entry = (IPlugin)Create(type, wanted => FindForEntry(wanted, takesInbox));
    }

    public T Create<T>(Type type) => (T)Create(type, Find);

    private static object Create(Type type, Func<Type, object?> find)
    {
        var constructors = type.GetConstructors();
        if (constructors is not [var constructor])
            throw new PluginRefusedException($"{type.FullName} has {constructors.Length} public constructors; it needs one.");
        var arguments = constructor.GetParameters().Select(parameter => find(parameter.ParameterType)
            ?? throw new PluginRefusedException(
                $"The constructor of {type.FullName} wants a {parameter.ParameterType.FullName}; it can have an ILogger and "
                + "IPluginEvents. A class that implements IMessagePlugin can have an IPluginInbox, too; a tool or an adapter "
                + $"can have the class of its assembly that implements IPlugin, {PluginServices.Names}."));
        return constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, [.. arguments], culture: null);
    }

    private object? Find(Type wanted) =>
        Entry is not null && wanted.IsInstanceOfType(Entry) ? Entry : FindCommon(wanted) ?? services.Find(wanted);

    private object? FindForEntry(Type wanted, bool takesInbox) =>
        takesInbox && wanted == typeof(IPluginInbox) ? inbox : FindCommon(wanted);

    private object? FindCommon(Type wanted)
    {
        if (wanted == typeof(ILogger))
            return logger;
        return wanted == typeof(IPluginEvents) ? events : null;
    }
}
