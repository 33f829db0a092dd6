// A bounce through aws-sdk-go-v2, for tests/bench/peers.py:
//
//	bounce http://127.0.0.1:PORT
//
// AWS_CA_BUNDLE names the trust store, as for every program on this SDK.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/ses"
	"github.com/aws/aws-sdk-go-v2/service/ses/types"
)

func send(endpoint string) (string, error) {
	settings, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		return "", err
	}
	client := ses.NewFromConfig(settings, ses.WithEndpointResolver(ses.EndpointResolverFromURL(endpoint)))
	answer, err := client.SendBounce(context.Background(), &ses.SendBounceInput{
		OriginalMessageId: aws.String("id"),
		BounceSender:      aws.String("postmaster@example.com"),
		BouncedRecipientInfoList: []types.BouncedRecipientInfo{
			{Recipient: aws.String("ann@example.com"), BounceType: types.BounceTypeDoesNotExist},
		},
	})
	if err != nil {
		return "", err
	}
	return *answer.MessageId, nil
}

func main() {
	id, err := send(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(id)
}
