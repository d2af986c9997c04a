using Microsoft.Extensions.Options;

namespace Sanctum.Runtime.Serialization;

/// <summary>Copies what passes between grains, where copying is on; where it is off, messages are shared as they are.</summary>
internal sealed class MessageCopier(IOptions<MessageCopyOptions> options, DeepCopier copier)
{
    private readonly bool _isOn = options.Value.CopyMessages;

    public object?[] CopyArguments(object?[] arguments)
    {
        if (!_isOn || arguments.Length == 0)
            return arguments;
        return Array.ConvertAll(arguments, copier.Copy);
    }

    public T CopyResult<T>(T result) => _isOn ? (T)copier.Copy(result)! : result;

    /// <summary>A copy, whether copying of messages is on or off.</summary>
    public T DeepCopy<T>(T value) => (T)copier.Copy(value)!;
}

/// <summary>Whether arguments and results are copied. Tests copy, so that what would share an object across a cluster fails there.</summary>
public sealed class MessageCopyOptions
{
    /// <summary>Copy every argument and result.</summary>
    public bool CopyMessages { get; set; }
}
