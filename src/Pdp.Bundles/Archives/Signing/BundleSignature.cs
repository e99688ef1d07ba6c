using System.Text.Json;
using System.Text.Json.Serialization;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Text;

namespace Pdp.Bundles.Archives.Signing;

/// <summary>A signature over the octets of a manifest.</summary>
/// <param name="KeyId">The key that signed, as <see cref="VerificationKey.Id"/>: it says which key to try, and proves nothing.</param>
/// <param name="Algorithm">What it was signed with; it has to be the key's own algorithm.</param>
/// <param name="Value">The signature.</param>
internal sealed record BundleSignature(
    [property: JsonPropertyName("key_id")] string KeyId, [property: JsonPropertyName("algorithm")] string Algorithm,
    [property: JsonPropertyName("signature")] byte[] Value)
{
    /// <summary>The largest file of a signature: that of an RSA key of 16,384 bits is far smaller.</summary>
    public const int LargestFile = 8 * 1024;

    /// <summary>The file.</summary>
    public byte[] ToUtf8() => [.. JsonSerializer.SerializeToUtf8Bytes(this, BundleSignatureContext.Default.BundleSignature), (byte)'\n'];

    /// <summary>Reads the file.</summary>
    /// <exception cref="ArchiveRefusalException">It is none.</exception>
    public static BundleSignature Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, BundleSignatureContext.Default.BundleSignature)
                ?? throw new ArchiveRefusalException(ActivationCodes.WrongSignature, "the signature is empty");
        }
        catch (JsonException)
        {
            throw new ArchiveRefusalException(ActivationCodes.WrongSignature, "the signature is damaged");
        }
    }

    /// <summary>Makes sure that one of the keys made it, over these octets.</summary>
    /// <param name="keys">The keys that may.</param>
    /// <param name="octets">What is signed.</param>
    /// <exception cref="ArchiveRefusalException">None did.</exception>
    public void Check(BundleKeys keys, ReadOnlySpan<byte> octets)
    {
        if (keys.Find(KeyId) is not { } key)
        {
            throw new ArchiveRefusalException(
                ActivationCodes.WrongSignature, $"the bundle is signed with the key {Words.Quote(KeyId)}, which may not sign",
                keys.Keys.Length == 1 ? $"the key that may is `{keys.Keys[0].Id}`" : $"{keys.Keys.Length} other keys may");
        }

        if (Algorithm != key.Algorithm)
            throw new ArchiveRefusalException(ActivationCodes.WrongSignature, $"the signature says {Words.Quote(Algorithm)}, but its key signs with `{key.Algorithm}`");
        if (!key.IsSigned(octets, Value))
            throw new ArchiveRefusalException(ActivationCodes.WrongSignature, $"the signature with the key `{KeyId}` is wrong: the manifest is not what was signed");
    }
}

[JsonSourceGenerationOptions(
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(BundleSignature))]
internal sealed partial class BundleSignatureContext : JsonSerializerContext;
