using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.Internal;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;

namespace Sanctum.Access;

/// <summary>Makes keys of data protection by ASP.NET Core, and has their documents; nothing is stored here.</summary>
internal sealed class NewRingKeys(IActivator activator, ILoggerFactory loggers)
{
    /// <summary>A new key, whose document is in the clear: the silo encrypts it.</summary>
    public RingKey Make(DateTimeOffset activation, DateTimeOffset expiration)
    {
        var written = new Written();
        var options = new KeyManagementOptions
        {
            AuthenticatedEncryptorConfiguration = new AuthenticatedEncryptorConfiguration(),
            XmlRepository = written,
            XmlEncryptor = new NullXmlEncryptor(),
        };
        new XmlKeyManager(Options.Create(options), activator, loggers).CreateNewKey(activation, expiration);
        var (document, name) = written.Element
            ?? throw new InvalidOperationException("ASP.NET Core made a key and did not write it.");
        return new RingKey(name, document.ToString(SaveOptions.DisableFormatting), expiration);
    }

    private sealed class Written : IXmlRepository
    {
        public (XElement Document, string Name)? Element { get; private set; }

        public IReadOnlyCollection<XElement> GetAllElements() => [];

        public void StoreElement(XElement element, string friendlyName) => Element = (new XElement(element), friendlyName);
    }
}
