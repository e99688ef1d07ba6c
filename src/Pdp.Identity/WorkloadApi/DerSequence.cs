using System.Collections.Immutable;
using System.Formats.Asn1;

namespace Pdp.Identity.WorkloadApi;

/// <summary>Values of DER that stand one after the other, with nothing between them.</summary>
internal static class DerSequence
{
    /// <summary>Takes them apart.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="most">How many there may be.</param>
    /// <returns>Null when they are no such values, or more.</returns>
    public static ImmutableArray<byte[]>? Split(ReadOnlyMemory<byte> bytes, int most)
    {
        var values = ImmutableArray.CreateBuilder<byte[]>();
        try
        {
            var reader = new AsnReader(bytes, AsnEncodingRules.DER);
            while (reader.HasData)
            {
                if (values.Count == most || !reader.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence)) return null;
                values.Add(reader.ReadEncodedValue().ToArray());
            }
        }
        catch (AsnContentException)
        {
            return null;
        }

        return values.ToImmutable();
    }
}
