using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Sanctum.Access;

/// <summary>
/// The keys of ASP.NET Core's data protection, for as long as the process lives. It comes with authentication and would write
/// them to a file in the clear, though nothing here uses them.
/// </summary>
internal sealed class MemoryKeyRing : IXmlRepository
{
    private readonly Lock _gate = new();
    private readonly List<XElement> _elements = [];

    /// <summary>Puts the keys there.</summary>
    public static void Apply(KeyManagementOptions options) =>
        (options.XmlRepository, options.XmlEncryptor) = (new MemoryKeyRing(), new NullXmlEncryptor());

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (_gate)
            return [.. _elements];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        lock (_gate)
            _elements.Add(new XElement(element));
    }
}
