using System.Text;
using NSec.Cryptography;

namespace Sanctum.Portability;

/// <summary>Files of agents as another installation signs them.</summary>
internal static class SignedFiles
{
    /// <summary>A file with the least that an agent has.</summary>
    public static byte[] OfAgent(string name)
    {
        using var key = Key.Create(SignatureAlgorithm.Ed25519);
        return Sign(key, Encoding.UTF8.GetBytes(
            $$$"""
            {"blocks":[],"definition":{"name":"{{{name}}}","display_name":"{{{name}}}","description":"","personality":{"core_identity":"A test."},"capabilities":{"model":"scripted/any"},"memory_blocks":{}},"format":"sanctum.agent","passages":[],"version":1}
            """));
    }

    public static byte[] Sign(Key key, byte[] content)
    {
        var signature = Convert.ToBase64String(SignatureAlgorithm.Ed25519.Sign(key, content));
        return
        [
            .. content, (byte)'\n',
            .. Encoding.UTF8.GetBytes($$"""{"publicKey":"{{PublicKeyOf(key)}}","signature":"{{signature}}"}"""), (byte)'\n',
        ];
    }

    public static string PublicKeyOf(Key key) => Convert.ToBase64String(key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
}
