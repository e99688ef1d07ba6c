using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;
using Xunit;
using V1 = Grpc.Reflection.V1;
using V1Alpha = Grpc.Reflection.V1Alpha;

namespace Pdp.Server.Tests.Services;

public sealed class ReflectionTests(SharedServer shared)
{
    private static readonly string[] Services =
    [
        "envoy.service.auth.v3.Authorization", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection",
        "pdp.v1.DecisionService", "pdp.v1.PolicyService", "pdp.v1.RevocationService",
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_the_services()
    {
        var response = await Ask(new V1.ServerReflectionRequest { ListServices = "" });
        Assert.Equal(Services, response.ListServicesResponse.Service.Select(static s => s.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Lists_them_to_older_tools_as_well()
    {
        using var call = new V1Alpha.ServerReflection.ServerReflectionClient(shared.Running.Channel).ServerReflectionInfo(cancellationToken: Cancelled);
        await call.RequestStream.WriteAsync(new V1Alpha.ServerReflectionRequest { ListServices = "" }, Cancelled);
        Assert.True(await call.ResponseStream.MoveNext(Cancelled));
        Assert.Equal(Services, call.ResponseStream.Current.ListServicesResponse.Service.Select(static s => s.Name).Order(StringComparer.Ordinal));
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Cancelled));
    }

    [Theory]
    [InlineData("pdp.v1.DecisionService")]
    [InlineData("pdp.v1.PolicyService")]
    [InlineData("pdp.v1.CheckRequest")]
    public async Task Describes_the_contract(string symbol)
    {
        var response = await Ask(new V1.ServerReflectionRequest { FileContainingSymbol = symbol });
        Assert.Contains(
            response.FileDescriptorResponse.FileDescriptorProto,
            static bytes => bytes == DecisionReflection.Descriptor.SerializedData || bytes == PolicyReflection.Descriptor.SerializedData);
    }

    [Fact]
    public async Task Can_be_switched_off()
    {
        await using var server = await RunningServer.StartAsync(static o => o with { Reflection = false }, warm: false);
        using var call = new V1.ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo(cancellationToken: Cancelled);
        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancelled));
        Assert.Equal(StatusCode.Unimplemented, exception.StatusCode);
    }

    private async Task<V1.ServerReflectionResponse> Ask(V1.ServerReflectionRequest request)
    {
        using var call = new V1.ServerReflection.ServerReflectionClient(shared.Running.Channel).ServerReflectionInfo(cancellationToken: Cancelled);
        await call.RequestStream.WriteAsync(request, Cancelled);
        Assert.True(await call.ResponseStream.MoveNext(Cancelled));
        return call.ResponseStream.Current;
    }
}
