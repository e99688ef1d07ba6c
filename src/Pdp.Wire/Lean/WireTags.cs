namespace Pdp.Wire.Lean;

/// <summary>Tags (field number and wire type) of the messages that the lean codec reads and writes itself.</summary>
internal static class WireTags
{
    public const byte Field1 = 0x0a;
    public const byte Field2 = 0x12;
    public const byte Field3 = 0x1a;
    public const byte Field4 = 0x22;
    public const byte Field5 = 0x2a;
    public const byte Field6 = 0x32;
    public const byte Field7 = 0x3a;
    public const byte Field8 = 0x42;
    public const byte Field9 = 0x4a;
    public const byte Field10 = 0x52;
    public const byte Field11 = 0x5a;

    public const byte Varint1 = 0x08;
    public const byte Varint2 = 0x10;
    public const byte Varint3 = 0x18;
    public const byte Varint4 = 0x20;
    public const byte Varint12 = 0x60;

    /// <summary>The fields of <c>google.protobuf.Value</c>.</summary>
    public const byte NullValue = 0x08;
    public const byte NumberValue = 0x11;
    public const byte StringValue = 0x1a;
    public const byte BoolValue = 0x20;
    public const byte StructValue = 0x2a;
    public const byte ListValue = 0x32;
}
