using System.Text;
using NSec.Cryptography;

namespace Sanctum.Portability;

/// <summary>Files of agents as another installation signs them.</summary>
internal static class SignedFiles
{
    /// <summary>A file with the least that an agent has, and passages of one letter.</summary>
    public static byte[] OfAgent(string name, int passages = 0)
    {
        using var key = Key.Create(SignatureAlgorithm.Ed25519);
        return Sign(key, Encoding.UTF8.GetBytes(
            $$$"""
            {"blocks":[],"definition":{"name":"{{{name}}}","display_name":"{{{name}}}","description":"","personality":{"core_identity":"A test."},"capabilities":{"model":"scripted/any"},"memory_blocks":{}},"format":"sanctum.agent","passages":[{{{Passages(passages)}}}],"version":1}
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

    private static string Passages(int count) => string.Join(',', Enumerable.Range(0, count).Select(i =>
        $$"""{"createdAt":"2026-01-01T00:00:00.000000Z","id":"{{new Guid(i, 0, 0, new byte[8])}}","importance":1,"source":"","tags":[],"text":"x"}"""));

    public static string PublicKeyOf(Key key) => Convert.ToBase64String(key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
}
