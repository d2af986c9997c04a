using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Sanctum.Configuration;

/// <summary>
/// Makes options, and makes the last valid ones again where settings that changed while the process runs are not valid. At the
/// start there are none, so the process does not start.
/// </summary>
internal sealed class GuardedOptionsFactory<T>(
    IEnumerable<IConfigureOptions<T>> setups, IEnumerable<IPostConfigureOptions<T>> laterSetups,
    IEnumerable<IValidateOptions<T>> checks, LastValidOptions<T> valid, OptionsGuard guard)
    : IOptionsFactory<T>
    where T : class
{
    private readonly OptionsFactory<T> _inner = new(setups, laterSetups, checks);

    public T Create(string name)
    {
        if (!OptionsGuard.Guards(typeof(T)))
            return _inner.Create(name);
        try
        {
            valid.ByName[name] = _inner.Create(name);
            guard.Accept(typeof(T));
        }
        catch (Exception exception) when (
            exception is OptionsValidationException or InvalidOperationException && valid.ByName.ContainsKey(name))
        {
            guard.Refuse(typeof(T), exception);
        }
        return valid.ByName[name];
    }
}

/// <summary>The last valid options of a class.</summary>
internal sealed class LastValidOptions<T> where T : class
{
    public ConcurrentDictionary<string, T> ByName { get; } = new(StringComparer.Ordinal);
}
