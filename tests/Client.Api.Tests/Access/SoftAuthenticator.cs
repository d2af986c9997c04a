using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>
/// An authenticator with one passkey, and the browser before it: makes attestations and assertions by ES256 as Web Authentication
/// has them. Its properties make it wrong in one way each.
/// </summary>
internal sealed class SoftAuthenticator : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte HasCredential = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);

    public string Origin { get; set; } = "http://localhost:9000";

    public string RelyingParty { get; set; } = "localhost";

    public bool IsVerified { get; set; } = true;

    /// <summary>The counter of the last signature; 0 counts none.</summary>
    public uint Counter { get; set; }

    public bool Counts { get; set; } = true;

    public string UserHandle { get; set; } = "";

    public string CredentialId => Base64Url.EncodeToString(_id);

    public void Dispose() => _key.Dispose();

    /// <summary>What a browser sends to register the passkey that is made of these options.</summary>
    public JsonObject Create(JsonNode options, string name = "A key")
    {
        UserHandle = options["user"]!.Text("id");
        var client = ClientData("webauthn.create", options.Text("challenge"));
        return new JsonObject
        {
            ["name"] = name,
            ["id"] = CredentialId,
            ["clientDataJson"] = Base64Url.EncodeToString(client),
            ["attestationObject"] = Base64Url.EncodeToString(Attestation()),
        };
    }

    /// <summary>What a browser sends to sign in.</summary>
    public JsonObject Sign(JsonNode options)
    {
        var client = ClientData("webauthn.get", options.Text("challenge"));
        if (Counts)
            Counter++;
        var data = AuthenticatorData([]);
        var signature = _key.SignData(
            [.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new JsonObject
        {
            ["id"] = CredentialId,
            ["clientDataJson"] = Base64Url.EncodeToString(client),
            ["authenticatorData"] = Base64Url.EncodeToString(data),
            ["signature"] = Base64Url.EncodeToString(signature),
            ["userHandle"] = UserHandle,
        };
    }

    private byte[] ClientData(string type, string challenge) => Encoding.UTF8.GetBytes(
        JsonSerializer.Serialize(new { type, challenge, origin = Origin, crossOrigin = false }));

    private byte[] Attestation()
    {
        var cbor = new CborWriter();
        cbor.WriteStartMap(3);
        cbor.WriteTextString("fmt");
        cbor.WriteTextString("none");
        cbor.WriteTextString("attStmt");
        cbor.WriteStartMap(0);
        cbor.WriteEndMap();
        cbor.WriteTextString("authData");
        cbor.WriteByteString(AuthenticatorData(Credential()));
        cbor.WriteEndMap();
        return cbor.Encode();
    }

    private byte[] AuthenticatorData(byte[] credential)
    {
        var flags = UserPresent | (IsVerified ? UserVerified : 0) | (credential.Length > 0 ? HasCredential : 0);
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(RelyingParty)), (byte)flags, .. counter, .. credential];
    }

    private byte[] Credential()
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)_id.Length);
        return [.. new byte[16], .. length, .. _id, .. PublicKey()];
    }

    // COSE: an elliptic key (1: 2) for ES256 (3: -7) on P-256 (-1: 1).
    private byte[] PublicKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        var cbor = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cbor.WriteStartMap(5);
        foreach (var (name, value) in ((int, int)[])[(1, 2), (3, -7), (-1, 1)])
        {
            cbor.WriteInt32(name);
            cbor.WriteInt32(value);
        }
        foreach (var (name, value) in ((int, byte[])[])[(-2, point.X!), (-3, point.Y!)])
        {
            cbor.WriteInt32(name);
            cbor.WriteByteString(value);
        }
        cbor.WriteEndMap();
        return cbor.Encode();
    }
}
