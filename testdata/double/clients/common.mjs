// What the bots share: dummy keys, a site, an image, and the CapMonster client.
import { readFileSync } from 'node:fs'
import capmonster from '@zennolab_com/capmonstercloud-client'

export const keys = {
  good: '0123456789abcdef0123456789abcdef',
  unknown: 'fedcba9876543210fedcba9876543210',
  empty: '00112233445566778899aabbccddeeff',
}

export const site = {
  websiteURL: 'https://shop.example/login',
  websiteKey: '6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI',
}

export const proxy = {
  proxyType: 'http',
  proxyAddress: '203.0.113.77',
  proxyPort: 8080,
  proxyLogin: 'login',
  proxyPassword: 'password',
}

export const image = readFileSync(new URL('captcha.png', import.meta.url), 'base64')

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

export const client = (clientKey) =>
  capmonster.CapMonsterCloudClientFactory.Create(new capmonster.ClientOptions({ clientKey }))

export const recaptcha = (extra) => new capmonster.RecaptchaV2Request({ ...site, ...extra })

export const imageToText = () => new capmonster.ImageToTextRequest({ body: image })

// Repeats an action at a steady pause, as a bot does that looks at no error.
export async function repeat(times, pause, action) {
  for (let i = 0; i < times; i++) {
    await action(i)
    await sleep(pause)
  }
}
